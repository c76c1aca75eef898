import { noVersions } from '../../cli/trace/revision-line.ts';
import type { Revisions as Known } from '../../cli/trace/trace-text.ts';
import { Problem } from './problem.tsx';
import { counted, printable, timeText } from './words.ts';

type Props = {
  readonly revisions: Known;
  /** The commit of the one that is compared with the newest. */
  readonly compared: string | undefined;
  compare(commit: string | undefined): void;
};

/** The revisions that the bucket still has, of which an earlier one can be drawn beside the newest. */
export function Revisions({ revisions: { exported, keepsVersions, notRead, problem }, compared, compare }: Props) {
  return (
    <section aria-label="Revisions">
      <h3>Revisions</h3>
      {problem !== undefined && <Problem message={problem} />}
      <ol class="revisions">
        {exported.map(({ revision, commit, state, writtenAt }, index) => (
          <li key={commit}>
            <span title={`written ${timeText(writtenAt)}`}>
              {timeText(new Date(revision / 1_000))}
              {state === undefined ? '' : `, ${printable(state)}`}
            </span>
            {index === 0 && <span class="quiet">newest</span>}
            {index > 0 && (
              <button
                type="button"
                aria-pressed={commit === compared}
                aria-label={`Compare ${timeText(new Date(revision / 1_000))} with the newest`}
                onClick={() => compare(commit === compared ? undefined : commit)}
              >
                Compare
              </button>
            )}
          </li>
        ))}
      </ol>
      {keepsVersions && exported.length === 1 && notRead === 0 && <p class="quiet">It was not edited since.</p>}
      {!keepsVersions && <p class="quiet">{noVersions}</p>}
      {notRead > 0 && <p class="unseen">{counted(notRead, 'more commit')} could not be read.</p>}
    </section>
  );
}
