import type { ImportRow } from '../import-row.ts';
import type { Task } from '../job.ts';
import type { RowResult } from '../results.ts';
import type { Item } from './item.ts';
import type { Answered } from './task-results.ts';

type Answers = ReadonlyMap<string, Answered>;

/** What became of a row: every row gets an answer, also one of which the platform says nothing. */
export function resultOf(
  row: ImportRow,
  item: Item | string,
  answers: Answers,
  { isUncertain }: Task,
  status: string,
): RowResult {
  const about = { globalKey: row.global_key, key: row.external_id };
  if (typeof item === 'string') return { outcome: 'failed', ...about, told: item };
  const answer = answers.get(row.global_key);
  if (answer && 'dataRow' in answer) return { outcome: 'created', ...about, dataRow: answer.dataRow };
  const told = answer?.message ?? `${generalIn(answers)} (the task ended as ${status})`;
  if (!/duplicate global key/i.test(told)) return { outcome: 'failed', ...about, told };
  if (isUncertain) return { outcome: 'there', ...about };
  return {
    outcome: 'failed',
    ...about,
    told: 'another data row of the workspace has this global key: give --row-prefix, if the object is another one',
  };
}

/** A message about no row in particular is about all of which nothing is said. */
function generalIn(answers: Answers): string {
  const general = answers.get('');
  return general && 'message' in general ? general.message : 'Labelbox said nothing of this row';
}
