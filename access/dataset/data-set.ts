import type { Datasets } from '../../lib/platforms/access.ts';
import type { PlatformApi } from '../../lib/platforms/platform.ts';
import type { AccessPlatform } from '../access-platform.ts';
import type { Job } from './job.ts';

/** A platform that makes data sets of objects in a bucket. */
export type DatasetPlatform = AccessPlatform & { readonly datasets: Datasets };

type Wanted = {
  /** `none`: anyone can read the objects. undefined: the default of the workspace. */
  readonly integration?: string | undefined;
  readonly warn: (message: string) => void;
};

/** The job's data set. A new one is created with the integration that signs for it, and validated by the platform. */
export async function dataSetOf(
  job: Job,
  platform: DatasetPlatform,
  api: PlatformApi,
  { integration, warn }: Wanted,
): Promise<string> {
  const { state } = job;
  if (state.dataset !== undefined) return state.dataset;
  const signer = integration === 'none' ? undefined : (integration ?? (await defaultIntegration(platform, api)));
  if (state.isBeingMade)
    warn(`An earlier run ended while it created the data set. An empty "${state.name}" may exist twice.`);
  state.isBeingMade = true;
  await job.save();
  const dataset = await platform.datasets.create(state.name, api);
  if (signer !== undefined) await useIntegration(dataset, signer, platform, api);
  Object.assign(state, { dataset, isBeingMade: false });
  await job.save();
  return dataset;
}

async function defaultIntegration({ datasets }: DatasetPlatform, api: PlatformApi): Promise<string> {
  const integration = await datasets.defaultIntegration(api);
  if (integration !== undefined) return integration;
  throw new Error(
    'The workspace does not have a default integration. Name one with --integration <id> (`labelwire access apply` creates it), or add --integration none for objects that anyone can read.',
  );
}

async function useIntegration(
  dataset: string,
  integration: string,
  { datasets, title }: DatasetPlatform,
  api: PlatformApi,
): Promise<void> {
  await datasets.useIntegration(dataset, integration, api);
  const failed = (await datasets.validate(dataset, api)).findings.filter(({ outcome }) => outcome === 'fail');
  if (failed.length === 0) return;
  const lines = failed.map(({ check, message, fix }) => `  ✗ ${title}: ${check}: ${message}\n    → ${fix}`);
  throw new Error(
    `${title} does not accept the data set ${dataset}, and nothing was sent:\n${lines.join('\n')}\nFix that, delete the data set in ${title}, and run the same command again.`,
  );
}
