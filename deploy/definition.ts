import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parameters, type Variables } from './parameters.ts';
import { type Patience, withPatience } from './patience.ts';

const fileOf = (name: string) =>
  readFileSync(join(import.meta.dirname, '..', 'statemachines', `${name}.asl.json`), 'utf8');

/** The state machine with the figures of a deployment, its `${Name}`s untouched. */
export const exportLabelsOf = (patience: Patience): { TimeoutSeconds?: number } =>
  withPatience(JSON.parse(fileOf('export-labels')), patience);

/** The state machine as text: osls drops every `null` of a template, and `"ResultPath": null` says something. */
export const exportLabelsDefinition = async (variables: Variables) =>
  textOf(exportLabelsOf(await parameters(variables)));

export const syncConnection = (): unknown => JSON.parse(fileOf('sync-connection'));

export const syncConnectionDefinition = (): string => textOf(syncConnection());

export const buildRelease = (): unknown => JSON.parse(fileOf('build-release'));

export const buildReleaseDefinition = (): string => textOf(buildRelease());

/** The files call Lambda and SQS by ARNs of the partition `aws`; GovCloud and the regions of China have partitions of their own. */
const textOf = (definition: unknown): string =>
  JSON.stringify(definition).replaceAll('"arn:aws:states:::', `"arn:\${Partition}:states:::`);

/** When Step Functions itself ends an execution. */
export const longestExecutionSeconds = async (variables: Variables) =>
  exportLabelsOf(await parameters(variables)).TimeoutSeconds;
