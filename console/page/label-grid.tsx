import { useEffect, useRef, useState } from 'preact/hooks';
import type { LabelPages } from './label-pages.ts';
import { Problem } from './problem.tsx';
import { Tile } from './tile.tsx';
import { useKeys } from './use-keys.ts';
import { useVirtualRows } from './use-virtual-rows.ts';

const tileWidth = 208;
const rowHeight = 208;

type Props = { readonly pages: LabelPages; readonly now: Date; readonly isFiltered: boolean; again(): void };

/** Tiles, of which only those in view exist. */
export function LabelGrid({ pages, now, again, isFiltered }: Props) {
  const element = useRef<HTMLDivElement>(null);
  const columns = useColumns(element);
  const rowCount = Math.ceil(pages.count / columns);
  const rows = useVirtualRows(element, rowCount, rowHeight);
  const visible = rows.getVirtualItems();
  const last = visible.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= rowCount - 4 && !pages.isLoading) void pages.more();
  });
  const move = (by: number) => () =>
    focusTile(element.current, by, (index) => rows.scrollToIndex(Math.floor(index / columns)));
  useKeys({ j: move(1), k: move(-1) });
  const isEmpty = pages.count === 0 && !pages.isLoading && pages.isComplete && !pages.problem;
  return (
    <>
      {pages.problem && <Problem message={pages.problem.message} again={again} />}
      {isEmpty && (
        <p class="empty">
          {isFiltered ? 'No label fits.' : 'There is no label yet. As soon as somebody finishes one, it is here.'}
        </p>
      )}
      <div ref={element} class={`grid ${isEmpty ? 'hidden' : ''}`} tabIndex={-1}>
        <div class="space" style={{ height: `${rows.getTotalSize()}px` }}>
          {visible.map(({ index, start }) => (
            <div
              key={index}
              class="row"
              style={{ transform: `translateY(${start}px)`, gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}
            >
              {Array.from({ length: Math.min(columns, pages.count - index * columns) }, (_, column) => {
                const place = index * columns + column;
                return <Tile key={place} row={pages.at(place)} index={place} now={now} />;
              })}
            </div>
          ))}
        </div>
      </div>
    </>
  );
}

/** Moves the focus to the tile after the one that has it; at first to the first in view. */
function focusTile(grid: HTMLElement | null, by: number, show: (index: number) => void): void {
  if (!grid) return;
  const focused = document.activeElement?.closest<HTMLElement>('.tile')?.dataset.index;
  const first = grid.querySelector<HTMLElement>('.tile[data-index]')?.dataset.index ?? '0';
  const index = focused === undefined ? Number(first) : Number(focused) + by;
  const tile = grid.querySelector<HTMLElement>(`.tile[data-index="${index}"]`);
  if (!tile) return;
  show(index);
  tile.focus({ preventScroll: true });
}

function useColumns(element: { readonly current: HTMLElement | null }): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => setWidth(entry?.contentRect.width ?? 0));
    if (element.current) observer.observe(element.current);
    return () => observer.disconnect();
  }, []);
  return Math.max(1, Math.floor(width / tileWidth));
}
