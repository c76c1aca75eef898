import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { arnOf } from './account.ts';
import { functionNames } from './deployed.ts';

const name = 'export-labels';
const file = join(import.meta.dirname, '..', '..', 'statemachines', `${name}.asl.json`);

/** The state machine's file with its `${Name}`s replaced, as CloudFormation's DefinitionSubstitutions do it. */
export const exportLabels = {
  name,
  definition: (deadLetterQueueUrl: string): unknown =>
    JSON.parse(substituted(readFileSync(file, 'utf8'), substitutions(deadLetterQueueUrl))),
} as const;

/** Function `fetchLabels` is in the definition as `${FetchLabelsArn}`. */
const substitutions = (deadLetterQueueUrl: string): Readonly<Record<string, string>> => ({
  DeadLetterQueueUrl: deadLetterQueueUrl,
  ...Object.fromEntries(functionNames.map((called) => [`${pascalCase(called)}Arn`, arnOf.function(called)])),
});

const pascalCase = (word: string) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`;

const substituted = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replaceAll(/\$\{(\w+)\}/g, (_, wanted: string) => {
    const value = values[wanted];
    if (value === undefined) throw new Error(`The state machine asks for \${${wanted}}, which has no value.`);
    return JSON.stringify(value).slice(1, -1);
  });
