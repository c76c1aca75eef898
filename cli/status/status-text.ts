import { printable } from '../../lib/contracts/printable.ts';
import { agoText } from '../ago-text.ts';
import { wrapped } from '../terminal.ts';
import type { Executions } from './executions.ts';
import type { Flow, Status } from './status.ts';

const nameWidth = 14;

type Context = {
  /** What a command about the same deployment ends with: ` --stage prod`. */
  readonly at: string;
  readonly now: Date;
  /** Columns of the terminal; undefined where no line is broken. */
  readonly width: number | undefined;
};

export function statusText(status: Status, { at, now, width }: Context): string {
  const { deployment, region, version, bucket, since, connections, labelEvents, deadLetters, executions } = status;
  const line = (name: string, text: string) =>
    `${name.padEnd(nameWidth)}  ${wrapped(printable(text), nameWidth + 2, width)}`;
  const underWay = [
    labelEvents &&
      `${labelEvents.waiting + labelEvents.underWay} in the queue, ${labelEvents.putBack} put back for later`,
    executions && executionsText(executions),
  ].filter((part) => part !== undefined);
  return [
    [deployment, region, version, bucket].filter((part) => part !== undefined).join('  '),
    '',
    ...flowLines(connections, now),
    line('since', `${instantText(since)} (${agoText(new Date(since), now)})`),
    ...(underWay.length > 0 ? [line('under way', underWay.join('; '))] : []),
    ...(deadLetters === undefined ? [] : [line('dead letters', lettersText(deadLetters, at))]),
    ...(status.alarms?.map(({ name, means }) => line('alarm', `${name}: ${means}`)) ?? []),
    ...(status.alarms?.length === 0 ? [line('alarms', 'none')] : []),
    ...status.notSeen.map(({ what, why }) => line('not seen', `${what}: ${why}`)),
  ].join('\n');
}

const executionsText = ({ running, runningSince, failed, isMore }: Executions): string =>
  [
    `${running}${isMore ? ' or more' : ''} ${running === 1 && !isMore ? 'execution runs' : 'executions run'}${runningSince === undefined ? '' : ` (since ${instantText(runningSince)})`}`,
    `${failed} failed`,
  ].join(', ');

const lettersText = (count: number, at: string): string =>
  count === 0 ? 'none' : `about ${count} → npx labelwire dlq list${at}`;

/** `2026-05-04 12:00:00 UTC` */
const instantText = (iso: string): string => `${iso.slice(0, 19).replace('T', ' ')} UTC`;

function flowLines(flows: readonly Flow[], now: Date): string[] {
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
  return [head, ...rows].map(text);
}

const countText = (count: number | undefined): string => (count === undefined ? '–' : count.toLocaleString('en-US'));
