import type { LabelRecord } from '../../lib/store/record.ts';
import { counted, printable } from './words.ts';

type Props = { readonly record: LabelRecord; readonly as: string | undefined };

/** What files do not have of the label, and what the label does not have of the platform's document. */
export function LeftOut({ record: { omitted, unread = [], leftOut = [] }, as }: Props) {
  const isNothing = omitted.length + unread.length + leftOut.length === 0;
  return (
    <section aria-label="Left out">
      <h3>Left out</h3>
      {isNothing && <p class="quiet">Nothing.</p>}
      <ul>
        {omitted.map(({ format, code, detail, count }) => (
          <li key={`${format} ${code} ${detail}`} class={format === as ? 'strong' : undefined}>
            <b>{format}</b> {count} × {code}
            {detail === undefined ? '' : `: ${printable(detail)}`}
          </li>
        ))}
        {leftOut.map(({ code, path, count }) => (
          <li key={`${code} ${path}`}>
            <b>every format</b> {count} × {code}: {printable(path)}
          </li>
        ))}
        {unread.map(({ path, count }) => (
          <li key={path}>
            <b>not read</b> {printable(path)}, {counted(count, 'time')}
          </li>
        ))}
      </ul>
    </section>
  );
}
