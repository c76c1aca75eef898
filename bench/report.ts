import { type Goal, type Measurement, meetsGoal } from './measurement.ts';

const rounded = (value: number): number => (value < 100 ? Number(value.toPrecision(3)) : Math.round(value));

const goalText = (goal: Goal): string => ('atMost' in goal ? `at most ${goal.atMost}` : `at least ${goal.atLeast}`);

export function asJson(measurement: Measurement): string {
  const { name, value, unit, goal } = measurement;
  return JSON.stringify({
    name,
    value: rounded(value),
    unit,
    goal: goal ? goalText(goal) : null,
    ok: meetsGoal(measurement),
  });
}

const columns = [42, 18, 16, 8] as const;
const row = (...cells: readonly string[]): string =>
  cells
    .map((cell, index) => cell.padEnd(columns[index] ?? 0))
    .join('')
    .trimEnd();

export const tableHead = row('benchmark', 'value', 'goal', 'ok', 'subject and floor');

export function asTableRow(measurement: Measurement): string {
  const { name, value, unit, goal, absolute = '' } = measurement;
  const verdict = goal ? (meetsGoal(measurement) ? 'yes' : 'NO') : '';
  return row(name, `${rounded(value)} ${unit}`, goal ? goalText(goal) : '', verdict, absolute);
}
