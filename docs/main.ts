import { readFileSync, writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { countCalls } from '../bench/count-calls.ts';
import { countsAreCurrent, currentRuns } from '../cli/cost/counts.ts';
import { liveFormats } from '../lib/formats/formats.ts';
import { type PlatformId, platforms } from '../lib/platforms/platforms.ts';
import { commandsFile, commandsText } from './commands.ts';
import { costPage, withCostTables } from './cost.ts';
import {
  formatsPage,
  pipelinePage,
  platformReadme,
  readme,
  root,
  withFormatVariants,
  withGeneratedParts,
  withKeysTable,
  withStateMachine,
} from './generate.ts';
import { policyFiles } from './policies.ts';
import { previewFiles } from './previews.ts';
import { terminalFile, terminalText } from './terminal.ts';

/**
 * `npm run docs`: every page and table that is made from the code. Calls are counted first where they are out of date, and
 * nothing is written before all of it is made: a page never tells of another state than its neighbour.
 */
if (!countsAreCurrent(liveFormats.map(({ id }) => id))) {
  console.log('The counted calls are out of date. Counting takes up to two minutes.');
  await countCalls((line) => console.log(line), currentRuns());
}
const platformPages = (Object.keys(platforms) as PlatformId[]).map(async (id): Promise<[string, string]> => {
  const file = platformReadme(id);
  return [file, await withKeysTable(id, readFileSync(file, 'utf8'))];
});
const pages: readonly (readonly [file: string, text: string])[] = [
  [readme, withGeneratedParts(readFileSync(readme, 'utf8'))],
  [pipelinePage, withStateMachine(readFileSync(pipelinePage, 'utf8'))],
  [formatsPage, withFormatVariants(readFileSync(formatsPage, 'utf8'))],
  [costPage, withCostTables(readFileSync(costPage, 'utf8'))],
  [commandsFile, await commandsText()],
  [terminalFile, terminalText()],
  ...policyFiles(),
  ...previewFiles(),
  ...(await Promise.all(platformPages)),
];
for (const [file, text] of pages) {
  const isNew = readFileSync(file, 'utf8') !== text;
  if (isNew) writeFileSync(file, text);
  console.log(`${isNew ? 'written' : 'as it was'}  ${relative(root, file)}`);
}
