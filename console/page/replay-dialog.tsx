import { useState } from 'preact/hooks';
import { api, type Outcome, type ReasonGroup } from './api.ts';
import { CommandLine } from './command.tsx';
import { commandText } from './commands.ts';
import { Dialog } from './dialog.tsx';
import { Problem } from './problem.tsx';
import { counted, printable } from './words.ts';

type Props = { readonly group: ReasonGroup; readonly at: string; close(isChanged: boolean): void };
type Result = { readonly text: string; readonly reasons: readonly string[]; readonly problem?: string | undefined };

/** Asks before it replays; a dry run says what would be, without touching a letter. */
export function ReplayDialog({ group, at, close }: Props) {
  const [result, setResult] = useState<Result>();
  const [isBusy, setBusy] = useState(false);
  const [isDone, setDone] = useState(false);
  const id = group.ids;
  const run = async (dryRun: boolean) => {
    setBusy(true);
    setResult(undefined);
    try {
      const { lines, problem } = await api.replay({ id, dryRun });
      setResult({ ...(dryRun ? wouldBe(lines.length) : became(lines as readonly Outcome[])), problem });
      setDone(!dryRun);
    } catch (error) {
      setResult({ text: 'It was not done.', reasons: [], problem: (error as Error).message });
    }
    setBusy(false);
  };
  const ids = id.map((each) => each.slice(0, 8));
  return (
    <Dialog title={`Replay ${counted(id.length, 'letter')}`} close={() => close(isDone)}>
      <p>Their events go through the pipeline again. A label that is exported already stays as it is.</p>
      <p class="actions">
        <button type="button" disabled={isBusy || isDone} onClick={() => void run(true)}>
          Dry run
        </button>
        <button type="button" class="main" disabled={isBusy || isDone} onClick={() => void run(false)}>
          Replay {id.length.toLocaleString('en')}
        </button>
      </p>
      <div role="status">
        {isBusy && <p class="quiet">Looking through the dead letters …</p>}
        {result && <p>{result.text}</p>}
        {result?.reasons.map((reason) => (
          <p key={reason}>{printable(reason)}</p>
        ))}
        {result?.problem !== undefined && <Problem message={result.problem} />}
      </div>
      <CommandLine line={commandText(['dlq', 'replay'], { id: ids }, at)} />
    </Dialog>
  );
}

const wouldBe = (count: number): Result => ({ text: `Would replay ${counted(count, 'letter')}.`, reasons: [] });

function became(outcomes: readonly Outcome[]): Result {
  const replayed = outcomes.filter(({ outcome }) => outcome === 'replayed').length;
  const stay = outcomes.filter(({ outcome }) => outcome !== 'replayed');
  return {
    text: `${counted(replayed, 'letter')} replayed${stay.length > 0 ? `, ${stay.length} stay` : ''}.`,
    reasons: [...new Set(stay.flatMap(({ reason }) => reason ?? []))],
  };
}
