import type { DeadLetter } from '../../lib/contracts/read-dead-letter.ts';
import type { LetterGroup } from './letter-groups.ts';
import { addressOf } from './place.ts';
import { printable, timeText } from './words.ts';

/** A group opens to so many letters; the command line lists all of them. */
const mostShown = 100;

type Props = { readonly group: LetterGroup; readonly index: number; replay(): void; purge(): void };

export function FailedGroup({ group, index, replay, purge }: Props) {
  const { error, message, means, letters, first, last, places } = group;
  return (
    <section class="group" data-group={index} tabIndex={-1} aria-label={printable(`${letters.length} ${error}`)}>
      <h2>
        <span class="count">{letters.length.toLocaleString('en')}</span> {printable(error)}
      </h2>
      <p class="reason">{printable(message)}</p>
      {means !== undefined && <p class="quiet">This means: {means}.</p>}
      <p class="facts">
        {timeText(first)} – {timeText(last)} UTC · {places.map(printable).join(', ') || 'no event that can be read'}
      </p>
      <p class="actions">
        <button type="button" class="main" onClick={replay}>
          Replay {letters.length.toLocaleString('en')} …
        </button>
        <button type="button" onClick={purge}>
          Archive and purge …
        </button>
      </p>
      <details>
        <summary>{letters.length > mostShown ? `The first ${mostShown} letters` : 'Letters'}</summary>
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
              {letters.slice(0, mostShown).map((letter) => (
                <tr key={letter.id}>
                  <td>
                    <code>{letter.id.slice(0, 8)}</code>
                  </td>
                  <td>{labelsOf(letter)}</td>
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

function labelsOf({ events }: DeadLetter) {
  const [event] = events;
  if (!event) return '–';
  const { connection, project, label, dataUnit, listing } = event;
  const more = events.length > 1 ? ` and ${events.length - 1} more` : '';
  if (label === undefined) return printable(`${dataUnit ?? listing ?? ''}${more}`);
  return (
    <>
      <a href={addressOf({ screen: 'label', connection, project, label })}>{printable(label)}</a>
      {more}
    </>
  );
}
