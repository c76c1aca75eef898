import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parameters, type Variables } from './parameters.ts';
import { type Patience, withPatience } from './patience.ts';

const file = join(import.meta.dirname, '..', 'statemachines', 'export-labels.asl.json');

/** The state machine with the figures of a deployment, its `${Name}`s untouched. */
export const exportLabelsOf = (patience: Patience): { TimeoutSeconds?: number } =>
  withPatience(JSON.parse(readFileSync(file, 'utf8')), patience);

/** The state machine as text: osls drops every `null` of a template, and `"ResultPath": null` says something. */
export const exportLabelsDefinition = async (variables: Variables) =>
  JSON.stringify(exportLabelsOf(await parameters(variables)));

/** When Step Functions itself ends an execution. */
export const longestExecutionSeconds = async (variables: Variables) =>
  exportLabelsOf(await parameters(variables)).TimeoutSeconds;
