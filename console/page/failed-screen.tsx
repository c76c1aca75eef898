import { useState } from 'preact/hooks';
import { api, type Deployment, type ReasonGroup, type ReasonLine } from './api.ts';
import { CommandLine } from './command.tsx';
import { commandText } from './commands.ts';
import { FailedGroup } from './failed-group.tsx';
import { Problem } from './problem.tsx';
import { PurgeDialog } from './purge-dialog.tsx';
import { ReplayDialog } from './replay-dialog.tsx';
import { useAnswer } from './use-answer.ts';
import { useKeys } from './use-keys.ts';
import { counted } from './words.ts';

type Asked = { readonly what: 'replay' | 'purge'; readonly group: ReasonGroup };

export function FailedScreen({ deployment: { at } }: { readonly deployment: Deployment }) {
  const { value, problem, again } = useAnswer(() => api.letterGroups(), []);
  const [asked, setAsked] = useState<Asked>();
  const { groups, others } = sorted(value?.lines ?? []);
  const count = groups.reduce((sum, group) => sum + group.count, others);
  useKeys({
    j: () => focusGroup(1),
    k: () => focusGroup(-1),
    r() {
      const group = groups[focusedGroup() ?? 0];
      if (group) setAsked({ what: 'replay', group });
    },
  });
  const close = (isChanged: boolean) => {
    setAsked(undefined);
    if (isChanged) again();
  };
  return (
    <section class="failed" aria-label="Failed">
      <p class="line">
        <span role="status">
          {value ? summaryOf(count, groups.length, value.problem) : 'Looking through the dead letters …'}
        </span>
        <button type="button" class="plain" onClick={again}>
          Look again
        </button>
      </p>
      {problem !== undefined && <Problem message={problem} again={again} />}
      {value?.problem !== undefined && <Problem message={value.problem} again={again} />}
      {value && count === 0 && value.problem === undefined && (
        <p class="empty">No dead letters: nothing that was accepted was given up.</p>
      )}
      {groups.map((group, index) => (
        <FailedGroup
          key={group.ids[0]}
          group={group}
          index={index}
          replay={() => setAsked({ what: 'replay', group })}
          purge={() => setAsked({ what: 'purge', group })}
        />
      ))}
      {others > 0 && <p class="unseen">{counted(others, 'more letter')} of more reasons than are shown.</p>}
      <CommandLine line={commandText(['dlq', 'list'], {}, at)} />
      {asked?.what === 'replay' && <ReplayDialog group={asked.group} at={at} close={close} />}
      {asked?.what === 'purge' && <PurgeDialog group={asked.group} at={at} close={close} />}
    </section>
  );
}

function sorted(lines: readonly ReasonLine[]) {
  const groups = lines.flatMap((line) => ('ids' in line ? [line] : []));
  const [others = 0] = lines.flatMap((line) => ('ids' in line ? [] : [line.lettersOfOtherReasons]));
  return { groups, others };
}

const summaryOf = (letters: number, reasons: number, problem: string | undefined): string =>
  `${counted(letters, 'dead letter')}${letters > 0 ? ` of ${counted(reasons, 'reason')}` : ''}${problem === undefined ? '' : ', and some that could not be looked at'}`;

function focusedGroup(): number | undefined {
  const index = document.activeElement?.closest<HTMLElement>('[data-group]')?.dataset.group;
  return index === undefined ? undefined : Number(index);
}

function focusGroup(by: number): void {
  const focused = focusedGroup();
  document.querySelector<HTMLElement>(`[data-group="${focused === undefined ? 0 : focused + by}"]`)?.focus();
}
