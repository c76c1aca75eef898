import { existsSync } from 'node:fs';
import { endWithItsReader } from '../../cli/closed-output.ts';
import { loadConfiguration } from '../../cli/load-configuration.ts';
import { terminalWidth } from '../../cli/terminal.ts';
import { fileTree, treeSummary } from './bucket.ts';
import { type DocumentOutcome, sendDocuments } from './document-outcomes.ts';
import { heading } from './journeys.ts';

const kinds: readonly DocumentOutcome['kind'][] = [
  ...(['exported', 'not taken', 'dead-lettered'] as const),
  ...(['not labelled', 'not a label', 'LOST'] as const),
];

/** Documents of the user's own: what becomes of each. True when each is accounted for. */
async function reportOn(folder: string, listsFiles: boolean): Promise<boolean> {
  if (!existsSync(folder)) throw new Error(`There is no folder ${folder}.`);
  const { outcomes, leftOut, files } = await sendDocuments(folder, await loadConfiguration());
  for (const { file, reason } of leftOut) console.log(`Left out: ${file}/ (${reason}).`);

  heading('The bucket');
  const width = terminalWidth();
  console.log(listsFiles ? fileTree(files, width) : treeSummary(files, width));

  heading('Each document');
  const byKind = Map.groupBy(outcomes, ({ kind }) => kind);
  for (const kind of kinds) {
    for (const { title, reason } of byKind.get(kind) ?? []) {
      console.log(`${kind.padEnd(14)} ${title}${reason ? `\n${' '.repeat(15)}${reason}` : ''}`);
    }
  }
  const count = (kind: DocumentOutcome['kind']) => byKind.get(kind)?.length ?? 0;
  const passedOver = count('not taken') > 0 ? `${count('not taken')} not taken, ` : '';
  heading(
    `${count('exported')} exported, ${passedOver}${count('dead-lettered')} dead-lettered, ${count('not labelled')} not labelled (yet), ${count('not a label')} files or documents hold no label, ${count('LOST')} lost`,
  );
  console.log('Next: a pipeline that stays up: npm start. Your AWS account: docs/deploy.md.');
  return count('LOST') === 0;
}

endWithItsReader();
const [folder = '', files] = process.argv.slice(2);
try {
  process.exitCode = (await reportOn(folder, files === 'true')) ? 0 : 1;
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
