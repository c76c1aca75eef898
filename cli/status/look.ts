import { chosenRegion } from '../aws-choice.ts';
import type { Where } from '../deployment.ts';
import { loadConnections } from '../load-configuration.ts';
import { stackOf } from '../stack.ts';
import { sinceOf } from '../sync/since.ts';
import { type Status, statusOf } from './status.ts';

/** Looks at a deployment as it is at a moment. `since` as in `24h`, which ends with that moment. */
export async function statusLooker(
  options: Where & { readonly since: string },
): Promise<(now: Date) => Promise<Status>> {
  const stack = await stackOf(options);
  const connections = (await loadConnections()).map(({ name }) => name);
  const bucket = `s3://${stack.bucket}/${stack.bucketPrefix}`;
  const facts = options.local
    ? { deployment: 'local', bucket }
    : { deployment: `labelwire-${options.stage}`, region: chosenRegion(), version: stack.version, bucket };
  // Which clients of AWS are loaded depends on the deployment.
  const { localLooks, deployedLooks } = await import('./looks.ts');
  const looksAt = options.local ? await localLooks(stack) : await deployedLooks(stack, facts.deployment);
  return (now) => {
    const since = new Date(sinceOf(options.since, now));
    return statusOf({ ...facts, since: since.toISOString() }, looksAt(connections, since, now));
  };
}
