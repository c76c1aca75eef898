import { useState } from 'preact/hooks';
import { api, type ReasonGroup } from './api.ts';
import { CommandLine } from './command.tsx';
import { commandText } from './commands.ts';
import { Dialog } from './dialog.tsx';
import { Problem } from './problem.tsx';
import { counted } from './words.ts';

type Props = { readonly group: ReasonGroup; readonly at: string; close(isChanged: boolean): void };

/** Deletes for good, so whoever does it counts first. */
export function PurgeDialog({ group, at, close }: Props) {
  const [typed, setTyped] = useState('');
  const [archiveName] = useState(() => `dead-letters-${new Date().toISOString().replaceAll(/[:.]/g, '-')}.jsonl`);
  const [isBusy, setBusy] = useState(false);
  const [done, setDone] = useState<string>();
  const [problem, setProblem] = useState<string>();
  const id = group.ids;
  const run = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    try {
      const {
        lines,
        archive,
        problem: incomplete,
      } = await api.purge({ id, count: Number(typed), archive: archiveName });
      const deleted = lines.filter(({ outcome }) => outcome === 'deleted').length;
      setDone(
        `${counted(deleted, 'letter')} deleted${archive === undefined ? '' : `; kept in ${archive}, in the folder where the console runs`}.`,
      );
      setProblem(incomplete);
    } catch (error) {
      setProblem((error as Error).message);
    }
    setBusy(false);
  };
  const ids = id.map((each) => each.slice(0, 8));
  return (
    <Dialog title={`Archive and purge ${counted(id.length, 'letter')}`} close={() => close(done !== undefined)}>
      <p>The letters are written to a file on this machine, then deleted for good. Their labels are not exported.</p>
      {done === undefined && (
        <form onSubmit={(event) => void run(event)}>
          <label class="typed">
            Type how many letters go
            <input
              inputMode="numeric"
              autocomplete="off"
              value={typed}
              onInput={(event) => setTyped(event.currentTarget.value.trim())}
            />
          </label>
          <button type="submit" class="danger" disabled={isBusy || typed !== String(id.length)}>
            Archive and purge
          </button>
        </form>
      )}
      <div role="status">
        {isBusy && <p class="quiet">Looking through the dead letters …</p>}
        {done !== undefined && <p>{done}</p>}
        {problem !== undefined && <Problem message={problem} />}
      </div>
      <CommandLine line={commandText(['dlq', 'purge'], { id: ids, archive: archiveName, yes: true }, at)} />
    </Dialog>
  );
}
