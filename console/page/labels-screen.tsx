import { useEffect, useReducer, useRef, useState } from 'preact/hooks';
import type { Window } from '../../cli/console/windows.ts';
import { api, type Deployment } from './api.ts';
import { CommandLine } from './command.tsx';
import { commandText } from './commands.ts';
import { FilterBar, type Filters, noFilters } from './filters.tsx';
import { Flow } from './flow.tsx';
import { LabelGrid } from './label-grid.tsx';
import { LabelPages } from './label-pages.ts';
import type { Live } from './live.ts';
import { useKeys } from './use-keys.ts';
import { counted } from './words.ts';

const perPage = '100';

type Props = {
  readonly deployment: Deployment;
  readonly live: Live;
  readonly window: Window;
  choose(window: Window): void;
};

export function LabelsScreen({ deployment, live, window, choose }: Props) {
  const [filters, setFilters] = useState<Filters>(noFilters);
  const [, redraw] = useReducer((number: number) => number + 1, 0);
  const [pages, setPages] = useState<LabelPages>();
  const search = useRef<HTMLInputElement>(null);
  const start = () => {
    const load = (after: string | undefined) => api.labels({ ...filters, after, limit: perPage });
    const made = new LabelPages(load, () => redraw(undefined as never));
    setPages(made);
    void made.more();
  };
  useEffect(start, [filters]);
  useKeys({ '/': () => search.current?.focus() });
  const { connection, ...others } = filters;
  const now = live.seenAt ?? new Date();
  return (
    <>
      <Flow live={live} at={deployment.at} now={now} window={window} choose={choose} />
      <section class="labels" aria-label="Labels">
        <FilterBar deployment={deployment} filters={filters} search={search} change={setFilters} />
        <p class="line">
          <span role="status">{pages ? countText(pages) : ''}</span>
          <button type="button" class="plain" onClick={start}>
            Look again
          </button>
        </p>
        {pages && <LabelGrid pages={pages} now={now} again={start} isFiltered={filters !== noFilters} />}
        <CommandLine line={commandText(['labels'], { platform: connection, ...others }, deployment.at)} />
      </section>
    </>
  );
}

function countText({ count, isComplete, looked, withoutClasses, problem }: LabelPages): string {
  if (problem) return 'Could not look at all labels';
  const unknown = withoutClasses > 0 ? `; of ${counted(withoutClasses, 'label')} nobody can tell the classes` : '';
  if (isComplete) return `${counted(count, 'label')}${unknown}`;
  return `${counted(count, 'label')} of the first ${looked.toLocaleString('en')}${unknown}`;
}
