import { Command } from 'commander';
import { loadConfiguration } from '../../../cli/load-configuration.ts';
import { sendDocuments } from '../../../local/demo/document-outcomes.ts';
import { disagreements, outcomesOfDemo, outcomesOfNormalise } from './outcomes.ts';

const command = new Command('npm run conformance:reading --')
  .description('reads every document of a folder twice, by labelwire normalise and through the pipeline, and compares')
  .requiredOption('--documents <dir>', 'a folder with a folder of documents for each platform, as the demo takes it');

const { documents } = command.parse().opts<{ documents: string }>();

const { outcomes } = await sendDocuments(documents, await loadConfiguration());
const normalise = await outcomesOfNormalise(documents);
const different = disagreements(normalise, outcomesOfDemo(outcomes, documents));
const counts = Object.entries(Object.groupBy([...normalise.values()].flat(), (text) => text.replace(/:.*/s, '')));
const lines = [
  ...different,
  `normalise: ${counts.map(([kind, all = []]) => `${all.length} ${kind}`).join(', ')}`,
  `${normalise.size} documents compared, ${different.length} of them read differently`,
];
process.stdout.write(`${lines.join('\n')}\n`);
process.exitCode = different.length > 0 ? 1 : 0;
