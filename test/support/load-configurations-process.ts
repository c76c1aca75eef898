import { loadConfiguration } from '../../cli/load-configuration.ts';

/** Loads the configurations named on its command line, as every command does, and prints what became of each. */
const outcomes: unknown[] = [];
for (const file of process.argv.slice(2)) {
  try {
    outcomes.push({ routes: (await loadConfiguration(file)).routes.length });
  } catch (error) {
    const { name, message } = error as Error;
    outcomes.push({ name, message });
  }
}
process.stdout.write(JSON.stringify(outcomes));
