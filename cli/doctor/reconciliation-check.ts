import { dirname } from 'node:path/posix';
import { type Configuration, routedProjects } from '../../lib/configuration/configuration.ts';
import { keys } from '../../lib/contracts/keys.ts';
import { bucketOf } from '../bucket.ts';
import type { Stack } from '../stack.ts';
import { type Check, CheckFailed } from './check.ts';

const unitMilliseconds = { minute: 60_000, hour: 3_600_000, day: 86_400_000 } as const;

/** When the projects of a connection were last compared with the platform, by the objects that their runs leave. */
export const reconciliationCheck = (
  connection: string,
  configuration: Configuration,
  stack: Stack,
  at: string,
): Check => ({
  name: `${connection}: last compared`,
  async look() {
    const folder = `${dirname(keys.syncedUntil({ connection, project: 'any' }))}/`;
    const comparedAt = new Map<string, Date>();
    for await (const page of bucketOf(stack).listObjects(folder))
      for (const { key, modifiedAt } of page) comparedAt.set(key, modifiedAt);
    const times = judgedTimes(comparedAt, connection, configuration);
    return judge(times, stack.reconcile, new Date(), `npx labelwire sync ${connection} --attach${at}`);
  },
});

/**
 * Each project of the routes counts. Where a route takes all projects, the newest counts: those that are gone from the platform
 * are never compared again.
 */
function judgedTimes(comparedAt: ReadonlyMap<string, Date>, connection: string, configuration: Configuration): Date[] {
  const byAge = (times: Iterable<Date>) => [...times].sort((a, b) => a.getTime() - b.getTime());
  const named = routedProjects(configuration, connection);
  if (!named) return byAge(comparedAt.values()).slice(-1);
  return byAge(named.flatMap((project) => comparedAt.get(keys.syncedUntil({ connection, project })) ?? []));
}

/** `times`: the oldest first. `lastRun`: the command that shows it. Pure. */
export function judge(times: readonly Date[], reconcile: string, now: Date, lastRun: string): string {
  const manner = reconcile === 'off' ? 'only by hand' : reconcile;
  const [oldest] = times;
  if (!oldest) return `never yet (${manner})`;
  const age = now.getTime() - oldest.getTime();
  const which = times.length > 1 ? ', the project that was compared longest ago' : '';
  const message = `${ageText(age)} ago, ${oldest.toISOString()}${which} (${manner})`;
  const [, count, unit = 'hour'] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(reconcile) ?? [];
  const interval = Number(count ?? Number.POSITIVE_INFINITY) * unitMilliseconds[unit as keyof typeof unitMilliseconds];
  if (age <= 2 * interval) return message;
  throw new CheckFailed(`${message}: a run failed or never began. Look at the last one: ${lastRun}`);
}

function ageText(milliseconds: number): string {
  const hours = milliseconds / unitMilliseconds.hour;
  if (hours < 1) return `${Math.floor(hours * 60)} min`;
  return hours < 48 ? `${Math.floor(hours)} h` : `${Math.floor(hours / 24)} days`;
}
