import { printable } from '../../lib/contracts/printable.ts';
import { agoText } from '../ago-text.ts';
import type { Executions } from './executions.ts';
import type { Flow } from './flow.ts';
import type { Status } from './status.ts';

const nameWidth = 14;

/** `at` ends the commands that are printed: ` --stage prod`. */
export function statusText(status: Status, at: string, now: Date): string {
  const { deployment, region, version, bucket, since, connections, labelEvents, deadLetters, executions } = status;
  const line = (name: string, text: string) => `${name.padEnd(nameWidth)}  ${printable(text)}`;
  const underWay = [
    labelEvents &&
      `${labelEvents.waiting + labelEvents.underWay} in the queue, ${labelEvents.putBack} put back for later`,
    executions && executionsText(executions),
  ].filter((part) => part !== undefined);
  return [
    [deployment, region, version, bucket].filter((part) => part !== undefined).join('  '),
    '',
    ...flowLines(connections, since, now),
    ...(underWay.length > 0 ? [line('under way', underWay.join('; '))] : []),
    ...(deadLetters === undefined ? [] : [line('dead letters', lettersText(deadLetters, at))]),
    ...(status.alarms?.map(({ name, means }) => line('alarm', `${name}: ${means}`)) ?? []),
    ...(status.alarms?.length === 0 ? [line('alarms', 'none')] : []),
    ...status.notSeen.map(({ what, why }) => line('not seen', `${what}: ${why}`)),
  ].join('\n');
}

const executionsText = ({ running, runningSince, failed, isMore }: Executions): string =>
  [
    `${running}${isMore ? ' or more' : ''} executions run${runningSince === undefined ? '' : ` (since ${runningSince})`}`,
    `${failed} failed`,
  ].join(', ');

const lettersText = (count: number, at: string): string =>
  count === 0 ? 'none' : `about ${count} → npx labelwire dlq list${at}`;

function flowLines(flows: readonly Flow[], since: string, now: Date): string[] {
  const head = ['', 'webhooks', 'last', 'labels', 'p95'];
  const rows = flows.map(({ connection, webhooks, lastWebhookAt, labels, p95 }) => [
    connection,
    countText(webhooks),
    lastWebhookAt === undefined ? '–' : agoText(new Date(lastWebhookAt), now),
    countText(labels),
    p95 === undefined ? '–' : `${(p95 / 1000).toFixed(1)} s`,
  ]);
  const widths = head.map((_, column) => Math.max(...[head, ...rows].map((row) => row[column]?.length ?? 0)));
  const text = (row: readonly string[]) =>
    row
      .map((cell, column) =>
        column === 0 ? cell.padEnd(Math.max(nameWidth, widths[0] ?? 0)) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return [`${text(head)}    since ${since}`, ...rows.map(text)];
}

const countText = (count: number | undefined): string => (count === undefined ? '–' : count.toLocaleString('en-US'));
