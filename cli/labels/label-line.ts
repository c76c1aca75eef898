import { printable } from '../../lib/contracts/printable.ts';
import type { ListedLabel, UnreadableRecord } from './listed-label.ts';

/** A label on one line of a terminal. */
export function labelLine(listed: ListedLabel | UnreadableRecord): string {
  if ('problem' in listed) return printable(`✗ ${listed.problem}`);
  const { connection, project, label, dataUnit, status, state, writtenAt, omitted, error } = listed;
  const count = omitted.reduce((sum, each) => sum + each.count, 0);
  return printable(
    [
      writtenAt.slice(0, 19).replace('T', ' '),
      status.padEnd(9),
      `${connection}/${project}`,
      label,
      ...(dataUnit === undefined ? [] : [`of ${dataUnit}`]),
      ...(state === undefined ? [] : [state]),
      ...(count > 0 ? [`${count} omitted`] : []),
      ...(error === undefined ? [] : [`given up: ${error}`]),
    ].join('  '),
  );
}
