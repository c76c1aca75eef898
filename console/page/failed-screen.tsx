import { useState } from 'preact/hooks';
import { api, type Deployment } from './api.ts';
import { CommandLine } from './command.tsx';
import { commandText } from './commands.ts';
import { FailedGroup } from './failed-group.tsx';
import { type LetterGroup, letterGroups } from './letter-groups.ts';
import { Problem } from './problem.tsx';
import { PurgeDialog } from './purge-dialog.tsx';
import { ReplayDialog } from './replay-dialog.tsx';
import { useAnswer } from './use-answer.ts';
import { useKeys } from './use-keys.ts';
import { counted } from './words.ts';

type Asked = { readonly what: 'replay' | 'purge'; readonly group: LetterGroup };

export function FailedScreen({ deployment: { at } }: { readonly deployment: Deployment }) {
  const { value, problem, again } = useAnswer(() => api.letters(), []);
  const [asked, setAsked] = useState<Asked>();
  const groups = letterGroups(value?.lines ?? []);
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
          {value ? summaryOf(value.lines.length, groups.length, value.problem) : 'Looking through the dead letters …'}
        </span>
        <button type="button" class="plain" onClick={again}>
          Look again
        </button>
      </p>
      {problem !== undefined && <Problem message={problem} again={again} />}
      {value?.problem !== undefined && <Problem message={value.problem} again={again} />}
      {value && value.lines.length === 0 && value.problem === undefined && (
        <p class="empty">No dead letters: nothing that was accepted was given up.</p>
      )}
      {groups.map((group, index) => (
        <FailedGroup
          key={group.letters[0]?.id}
          group={group}
          index={index}
          replay={() => setAsked({ what: 'replay', group })}
          purge={() => setAsked({ what: 'purge', group })}
        />
      ))}
      <CommandLine line={commandText(['dlq', 'list'], {}, at)} />
      {asked?.what === 'replay' && <ReplayDialog group={asked.group} at={at} close={close} />}
      {asked?.what === 'purge' && <PurgeDialog group={asked.group} at={at} close={close} />}
    </section>
  );
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
