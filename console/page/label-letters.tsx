import { api, type LabelName, type TraceJson } from './api.ts';
import { CommandLine } from './command.tsx';
import { commandText } from './commands.ts';
import { OutsideLink } from './outside-link.tsx';
import { addressOf } from './place.ts';
import { Problem } from './problem.tsx';
import { useAnswer } from './use-answer.ts';
import { printable, timeText } from './words.ts';

const none: Pick<TraceJson, 'deadLetters' | 'links'> = { deadLetters: [] };

type Props = {
  readonly name: LabelName;
  readonly at: string;
  /** The deployment has none at all, so that nobody has to look through them. */
  readonly areNone: boolean;
};

/** The dead letters about a label, looked for when the rest of it is shown: it takes long where there are thousands. */
export function LabelLetters({ name, at, areNone }: Props) {
  const { connection, project, label } = name;
  const { value, problem, again } = useAnswer<Pick<TraceJson, 'deadLetters' | 'links'>>(
    async (signal) => (areNone ? none : api.trace(name, { letters: 'true' }, signal)),
    [connection, project, label, areNone],
  );
  const letters = value?.deadLetters ?? [];
  return (
    <section aria-label="Dead letters">
      <h3>Dead letters</h3>
      {problem !== undefined && <Problem message={problem} again={again} />}
      {!value && problem === undefined && <p class="quiet">Looking through the dead letters …</p>}
      {value && letters.length === 0 && <p class="quiet">None.</p>}
      {letters.map(({ id, error, message, lastFailedAt, executionArn }) => (
        <div key={id} class="letter">
          <p>
            <b class="bad">{printable(error)}</b> {timeText(lastFailedAt)}{' '}
            {executionArn !== undefined && value?.links && (
              <OutsideLink address={value.links.executions[executionArn]}>execution</OutsideLink>
            )}
          </p>
          <p class="reason">{printable(message)}</p>
          <p class="actions">
            <a href={addressOf({ screen: 'failed' })}>What to do, replay</a>
          </p>
          <CommandLine line={commandText(['dlq', 'show', id.slice(0, 8)], {}, at)} />
        </div>
      ))}
    </section>
  );
}
