import { printable } from '../../lib/contracts/printable.ts';
import type { SyncCounts, SyncProgress } from '../../lib/contracts/sync.ts';
import { bar } from '../progress-line.ts';
import { type Estimate, toSend } from './estimate.ts';

export const figure = (count: number): string => count.toLocaleString('en-US');

export const counted = (count: number, noun: string): string => `${figure(count)} ${noun}${count === 1 ? '' : 's'}`;

/** `about 15 min` */
export function duration(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  if (minutes < 1) return 'less than a minute';
  if (minutes < 120) return `${minutes} min`;
  return `${Math.round(minutes / 60)} h`;
}

const meanings = {
  upToDate: 'up to date',
  missing: 'missing: on the platform, never exported',
  stale: 'stale: changed since they were exported',
  failed: 'failed before, and may succeed now',
  damaged: 'damaged: a file is missing or was changed',
  unsettled: 'unsettled: the platform may have hidden an edit when they were exported',
  otherFormats: 'of other formats: their route has others now than when they were exported',
  gone: 'gone from the platform, still exported',
  kept: 'of those are not withdrawn: more than a tenth of a project',
  givenUp: 'failed before and unchanged: left alone; --failed sends them, too',
  older: 'older than the first reconciliation by itself: left alone',
  orphans: 'files that no record names: removed',
} as const satisfies Partial<Record<keyof SyncCounts, string>>;

/** What a run found out, before anything is sent. */
export function countsText({ request, projects, totals, refused }: SyncProgress): string {
  const { connection, since, labels } = request;
  const which = since === undefined ? '' : since === 'last' ? ' changed since the last run' : ` changed since ${since}`;
  const rows = Object.entries(meanings).filter(([name]) => totals[name as keyof SyncCounts] > 0);
  const figures = rows.map(([name]) => figure(totals[name as keyof SyncCounts]));
  const width = Math.max(0, ...figures.map((text) => text.length));
  const textOf = (name: string, meaning: string) =>
    name === 'upToDate' && labels === 'all' ? `${meaning}: sent again (--all)` : meaning;
  return [
    `${connection}, ${counted(projects, 'project')}: ${counted(totals.listed, 'label')}${which} on the platform`,
    ...rows.map(([name, meaning], index) => `  ${figures[index]?.padStart(width)} ${textOf(name, meaning)}`),
    ...refused.map(
      ({ project, error, message }) =>
        `  ✗ project ${printable(`${project} could not be compared: ${error}: ${message}`)}`,
    ),
  ].join('\n');
}

/** `18,344 labels (about 15 min, about 1.91 USD)` */
export function estimateText({ labels, seconds, usd }: Estimate): string {
  const cost = usd === undefined ? '' : `, ${usd < 0.01 ? 'less than 0.01' : `about ${usd.toFixed(2)}`} USD`;
  return `${counted(labels, 'label')} (${seconds < 30 ? '' : 'about '}${duration(seconds)}${cost})`;
}

const waits = ' · the platform does not answer, and is tried again each minute';

export function comparingText(progress: SyncProgress | undefined): string {
  if (!progress) return 'comparing: the run begins';
  const { project, projects, totals, counts, waitSeconds } = progress;
  const place = projects > 1 ? ` project ${Math.min(project + 1, projects)} of ${projects}` : '';
  const listed = totals.listed + counts.listed;
  return `comparing${place}: ${counted(listed, 'label')} listed${waitSeconds > 0 ? waits : ''}`;
}

export const settledOf = ({ outcomes }: SyncProgress): number =>
  Object.values(outcomes).reduce((sum, count) => sum + count, 0);

/** `rate`: labels a second since somebody watches. */
export function exportingText(progress: SyncProgress, rate: number): string {
  const all = toSend(progress);
  const settled = settledOf(progress);
  const { failed } = progress.outcomes;
  const parts = [
    `exporting ${bar(settled, all)} ${figure(settled)} of ${figure(all)}`,
    ...(failed > 0 ? [counted(failed, 'dead letter')] : []),
    ...(rate > 0 ? [`${rate.toFixed(1)} a second`, `${duration((all - settled) / rate)} left`] : []),
  ];
  return parts.join(' · ') + (progress.waitSeconds > 0 ? waits : '');
}

/** What became of the labels; `where` ends the commands that it names. */
export function outcomesText({ outcomes }: SyncProgress, where: string): string {
  const { exported, deleted, notTaken, failed, leaving, waiting } = outcomes;
  const lines = [
    ...(exported > 0 ? [`✓ ${figure(exported)} exported`] : []),
    ...(deleted > 0 ? [`✓ ${figure(deleted)} withdrawn`] : []),
    ...(notTaken > 0 ? [`✓ ${figure(notTaken)} not taken: their route passes over them (take, labels)`] : []),
    ...(leaving > 0
      ? [
          `… ${figure(leaving)} gone from the platform: withdrawn within minutes, after three more looks that do not show them`,
        ]
      : []),
    ...(waiting > 0 ? [`… ${figure(waiting)} back in the queue for another look: they go on by themselves`] : []),
    ...(failed > 0 ? [`✗ ${figure(failed)} in the dead letters → npx labelwire dlq list${where}`] : []),
  ];
  return lines.length > 0 ? lines.join('\n') : 'Nothing had to be sent.';
}
