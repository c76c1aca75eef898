import {
  buildRelease as buildReleaseOf,
  exportLabelsOf,
  syncConnection as syncConnectionOf,
} from '../../deploy/definition.ts';
import type { Patience } from '../../deploy/patience.ts';
import { arnOf, stack } from './account.ts';
import { functionNames } from './deployed.ts';

/** The state machines' files with their `${Name}`s replaced, as CloudFormation's DefinitionSubstitutions do it. */
export const exportLabels = {
  name: 'export-labels',
  definition: (urls: QueueUrls, patience: Patience): unknown =>
    JSON.parse(substituted(JSON.stringify(exportLabelsOf(patience)), substitutions(urls))),
} as const;

export const syncConnection = {
  name: 'sync-connection',
  definition: (urls: QueueUrls): unknown =>
    JSON.parse(substituted(JSON.stringify(syncConnectionOf()), substitutions(urls))),
} as const;

export const buildRelease = {
  name: 'build-release',
  definition: (urls: QueueUrls): unknown =>
    JSON.parse(substituted(JSON.stringify(buildReleaseOf()), substitutions(urls))),
} as const;

type QueueUrls = { readonly events: string; readonly deadLetters: string };

/** Function `fetchLabels` is in the definition as `${FetchLabelsArn}`. */
const substitutions = ({ events, deadLetters }: QueueUrls): Readonly<Record<string, string>> => ({
  Stack: stack,
  EventBus: 'default',
  LabelEventsQueueUrl: events,
  DeadLetterQueueUrl: deadLetters,
  ...Object.fromEntries(functionNames.map((called) => [`${pascalCase(called)}Arn`, arnOf.function(called)])),
});

const pascalCase = (word: string) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`;

const substituted = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replaceAll(/\$\{(\w+)\}/g, (_, wanted: string) => {
    const value = values[wanted];
    if (value === undefined) throw new Error(`The state machine asks for \${${wanted}}, which has no value.`);
    return JSON.stringify(value).slice(1, -1);
  });
