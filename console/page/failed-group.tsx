import type { GroupedLetter } from '../../cli/dlq/letter-groups.ts';
import type { ReasonGroup } from './api.ts';
import { CommandLine } from './command.tsx';
import { addressOf } from './place.ts';
import { printable, timeText } from './words.ts';

type Props = { readonly group: ReasonGroup; readonly index: number; replay(): void; purge(): void };

export function FailedGroup({ group, index, replay, purge }: Props) {
  const { error, reason, whatToDo, count, letters, first, last, connection, project } = group;
  return (
    <section class="group" data-group={index} tabIndex={-1} aria-label={printable(`${count} ${error}`)}>
      <h2>
        <span class="count">{count.toLocaleString('en')}</span> {printable(error)}
      </h2>
      <p class="reason">{printable(reason)}</p>
      <p class="facts">
        {first === last ? timeText(last) : `${timeText(first)} – ${timeText(last)}`} UTC ·{' '}
        {connection === undefined ? 'no event that can be read' : printable(`${connection}, project ${project}`)}
      </p>
      <p class="do">
        <strong>What to do</strong> {printable(whatToDo.text)}
      </p>
      {whatToDo.commands.map(({ line }) => (
        <CommandLine key={line} line={line} />
      ))}
      <p class="actions">
        <button type="button" class="main" onClick={replay}>
          Replay {count.toLocaleString('en')} …
        </button>
        <button type="button" onClick={purge}>
          Archive and purge …
        </button>
      </p>
      <details>
        <summary>{letters.length < count ? `The first ${letters.length} letters` : 'Letters'}</summary>
        <div class="scroll">
          <table>
            <thead>
              <tr>
                <th scope="col">id</th>
                <th scope="col">label</th>
                <th scope="col">failed</th>
                <th scope="col">tries</th>
                <th scope="col">replays</th>
                <th scope="col">step</th>
              </tr>
            </thead>
            <tbody>
              {letters.map((letter) => (
                <tr key={letter.id}>
                  <td>
                    <code>{letter.id.slice(0, 8)}</code>
                  </td>
                  <td>
                    <Name letter={letter} group={group} />
                  </td>
                  <td>{timeText(letter.lastFailedAt)}</td>
                  <td>{letter.attempts}</td>
                  <td>{letter.replays}</td>
                  <td>{printable(letter.step ?? '–')}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </section>
  );
}

function Name({ letter, group }: { readonly letter: GroupedLetter; readonly group: ReasonGroup }) {
  const { name, label, moreEvents } = letter;
  const { connection, project } = group;
  const more = moreEvents > 0 ? ` and ${moreEvents} more` : '';
  if (label === undefined || connection === undefined || project === undefined) return printable(name + more);
  return (
    <>
      <a href={addressOf({ screen: 'label', connection, project, label })}>{printable(name)}</a>
      {more}
    </>
  );
}
