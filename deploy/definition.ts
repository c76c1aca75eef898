import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const file = join(import.meta.dirname, '..', 'statemachines', 'export-labels.asl.json');

/** The state machine as text: osls drops every `null` of a template, and `"ResultPath": null` says something. */
export const exportLabelsDefinition = () => JSON.stringify(JSON.parse(readFileSync(file, 'utf8')));
