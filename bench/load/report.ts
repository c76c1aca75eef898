import { isRight, type Verdict } from './verdict.ts';

export type Row = { readonly name: string; readonly value: number | string; readonly unit?: string };

const shown = (value: number | string): string => {
  if (typeof value === 'string') return value;
  return String(Math.abs(value) < 100 ? Number(value.toPrecision(3)) : Math.round(value));
};

/** A table for people, or one JSON object a line for programs. */
export function printRows(rows: readonly Row[], json: boolean): void {
  for (const { name, value, unit = '' } of rows)
    console.log(json ? JSON.stringify({ name, value, unit }) : `${name.padEnd(34)}${shown(value)} ${unit}`.trimEnd());
}

export const verdictRows = ({ exported, deleted, letters, lost, stale, wrong, unplanned }: Verdict): Row[] => [
  { name: 'labels/exported', value: exported },
  { name: 'labels/deleted', value: deleted },
  { name: 'dead-letters/planted', value: letters - unplanned.length },
  { name: 'dead-letters/unplanned', value: unplanned.length },
  { name: 'labels/lost', value: lost.length },
  { name: 'labels/stale', value: stale.length },
  { name: 'files/wrong', value: wrong.length },
];

const faultsShown = 10;

/** Says on standard error what is wrong. Gives the exit code. */
export function conclude(verdict: Verdict): 0 | 1 {
  for (const kind of ['lost', 'stale', 'wrong', 'unplanned'] as const) {
    const faults = verdict[kind];
    for (const fault of faults.slice(0, faultsShown)) console.error(`${kind}: ${fault}`);
    if (faults.length > faultsShown) console.error(`${kind}: and ${faults.length - faultsShown} more`);
  }
  return isRight(verdict) ? 0 : 1;
}
