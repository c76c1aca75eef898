import type { GroupJson } from '../../lib/preview/group-json.ts';
import { printable } from './words.ts';

const signs = { added: '+', removed: '−', changed: '≠' };

/** What was added, removed and changed between two revisions, in words. */
export function Changes({ groups }: { readonly groups: readonly GroupJson[] }) {
  const changes = groups.flatMap((group) => group.changes ?? []);
  if (changes.length === 0) return <p class="quiet">Both revisions say the same.</p>;
  return (
    <ul class="changes" aria-label="Changes">
      {changes.map(({ id, category, change, details }) => (
        <li key={`${change} ${id}`} class={change}>
          <b aria-hidden="true">{signs[change]}</b>
          <span>
            <strong>{printable(category)}</strong> {change} <span class="quiet">{printable(id)}</span>
            {details.map((detail) => (
              <span key={detail} class="detail">
                {printable(detail)}
              </span>
            ))}
          </span>
        </li>
      ))}
    </ul>
  );
}
