import { Command } from 'commander';
import { toCount } from '../load/limits.ts';
import type { Outcome } from './scenarios.ts';

const command = new Command('npm run simulate --')
  .description(
    'Runs the packaged state machine and the steps in simulated time, through outages and throttling of hours, and counts the dead letters.',
  )
  .option('--only <words>', 'only the scenarios whose name has these words', '')
  .option('--seed <n>', 'decides how long each wait with jitter is', toCount, 1)
  .option('--json', 'one JSON object a line')
  .addHelpText('after', '\nEnds with 1 when a dead letter is needless, or a label is lost.');

const { only, seed, json = false } = command.parse().opts<{ only: string; seed: number; json?: boolean }>();

/** The steps read their environment as they load, and would log each of a hundred thousand events. */
Object.assign(process.env, { POWERTOOLS_LOG_LEVEL: 'SILENT', POWERTOOLS_METRICS_DISABLED: 'true' });
const { scenarios, simulate } = await import('./scenarios.ts');

const duration = (seconds: number): string =>
  seconds < 7200 ? `${(seconds / 60).toFixed(1)} min` : `${(seconds / 3600).toFixed(1)} h`;

const columns = ['scenario', 'labels', 'exported', 'letters', 'needless letters', 'lost', 'longest wait'];
const cellsOf = ({ scenario, labels, exported, letters, needless, lost, longestWaitSeconds }: Outcome) => [
  scenario,
  ...[labels, exported, letters, needless, lost].map(String),
  duration(longestWaitSeconds),
];
const width = Math.max(...scenarios.map(({ name }) => name.length));
const row = (cells: readonly string[]) =>
  cells
    .map((cell, index) => (index === 0 ? cell.padEnd(width) : cell.padStart(columns[index]?.length ?? 0)))
    .join(' | ');

if (!json) console.log(row(columns));
for (const scenario of scenarios.filter(({ name }) => name.includes(only))) {
  const outcome = await simulate(scenario, seed);
  console.log(json ? JSON.stringify(outcome) : row(cellsOf(outcome)));
  if (outcome.needless > 0 || outcome.lost > 0) process.exitCode = 1;
}
process.exit();
