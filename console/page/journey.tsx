import type { TraceJson } from './api.ts';
import { OutsideLink } from './outside-link.tsx';
import { printable, timeText } from './words.ts';

const standings = {
  there: '',
  changed: 'somebody else has written other bytes there',
  missing: 'is not there any more',
};

/** Where the label is, and what it came through: the same as `labelwire trace`. */
export function Journey({ trace: { record, files, underWay, links } }: { readonly trace: TraceJson }) {
  const { status, revision, state, writtenAt, writtenBy, event, failure, notTaken, leaving } = record;
  const facts: readonly (readonly [string, string, (string | undefined)?])[] = [
    ['status', [status, ...(state === undefined ? [] : [state])].join(', ')],
    ...(revision > 0 ? [['changed', timeText(new Date(revision / 1_000))] as const] : []),
    ['written', `${timeText(writtenAt)} by ${writtenBy}`],
    ['event', event],
    ...(failure ? [['given up', `${failure.error} at ${timeText(failure.at)}: ${failure.message}`] as const] : []),
    ...(notTaken ? [['not taken', `its revision of ${timeText(new Date(notTaken.revision / 1_000))}`] as const] : []),
    ...(leaving ? [['leaving', `the platform has not shown it since ${timeText(leaving.since)}`] as const] : []),
    ...underWay.events.map(
      ({ execution, since, attempt }) =>
        [
          'under way',
          `${execution} since ${timeText(since)}, attempt ${attempt}`,
          links?.executions[execution],
        ] as const,
    ),
    ...(underWay.notLookedAt > 0
      ? [['not looked at', `${underWay.notLookedAt} more executions that run`] as const]
      : []),
  ];
  return (
    <section aria-label="Journey">
      <h3>Journey</h3>
      <dl class="journey">
        {facts.map(([name, text, address], index) => (
          <div key={`${name} ${index}`}>
            <dt>{name}</dt>
            <dd>
              <OutsideLink address={address}>{printable(text)}</OutsideLink>
            </dd>
          </div>
        ))}
      </dl>
      {links && (
        <p class="links">
          <OutsideLink address={Object.values(links.objects)[0]}>Its record</OutsideLink>
          <OutsideLink address={links.logs}>Its lines in the logs</OutsideLink>
        </p>
      )}
      <h3>Files</h3>
      <ul class="files">
        {files.map(({ key, standing }) => (
          <li key={key}>
            <OutsideLink address={links?.objects[key]}>
              <code>{printable(key)}</code>
            </OutsideLink>
            {standing !== 'there' && <b class="bad"> {standings[standing]}</b>}
          </li>
        ))}
      </ul>
    </section>
  );
}
