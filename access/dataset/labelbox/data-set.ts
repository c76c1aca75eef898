import { ask } from '../../../lib/platforms/labelbox/api/client.ts';
import type { PlatformApi } from '../../../lib/platforms/platform.ts';
import type { Job } from '../job.ts';
import { platformFindings } from './checks.ts';
import { createDataset, listIntegrations, setSigner } from './operations.ts';
import { askPatiently } from './patient.ts';

/** `none`: its objects can be read by anybody. Undefined: the workspace's default. */
type Wanted = { readonly integration?: string | undefined; readonly warn: (told: string) => void };

/** The job's data set, made where it is not: with the integration that signs for it, and found right by the platform. */
export async function dataSetOf(api: PlatformApi, job: Job, { integration, warn }: Wanted): Promise<string> {
  const { state } = job;
  if (state.dataset !== undefined) return state.dataset;
  const signer = integration === 'none' ? undefined : (integration ?? (await defaultIntegration(api)));
  if (state.isBeingMade)
    warn(`An earlier run ended while it made the data set. An empty "${state.name}" may be there twice.`);
  state.isBeingMade = true;
  await job.save();
  // Tried once: an answer that was lost would leave a second data set.
  const { id } = (await ask(api, createDataset, { name: state.name })).createDataset;
  if (signer !== undefined) await sign(api, id, signer);
  Object.assign(state, { dataset: id, isBeingMade: false });
  await job.save();
  return id;
}

async function defaultIntegration(api: PlatformApi): Promise<string> {
  const { iamIntegrations } = await askPatiently(api, listIntegrations);
  const found = iamIntegrations.find(({ isOrgDefault }) => isOrgDefault === true);
  if (found) return found.id;
  throw new Error(
    'The workspace has no default integration. Name one with --integration <id> (labelwire access apply makes it), or say --integration none for objects that anybody can read.',
  );
}

async function sign(api: PlatformApi, datasetId: string, signerId: string): Promise<void> {
  await askPatiently(api, setSigner, { signerId, datasetId });
  const failed = (await platformFindings(api, datasetId)).filter(({ ok }) => !ok);
  if (failed.length === 0) return;
  const lines = failed.map(({ check, told }) => `  ✗ ${check}: ${told}`).join('\n');
  throw new Error(
    `Labelbox does not find the data set ${datasetId} right, and nothing was sent:\n${lines}\nMend it, delete that data set in Labelbox, and run the same command again.`,
  );
}
