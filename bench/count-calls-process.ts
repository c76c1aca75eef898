import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import configuration from '#configuration';
import type { CountedFunction, CountedRun } from '../cli/cost/counts.ts';
import type { FetchedLabels, WrittenLabel } from '../lib/contracts/payloads.ts';
import type { ServedLabel } from '../lib/platforms/testing.ts';
import { watchAwsCalls } from '../local/aws-calls.ts';
import { type FunctionName, type Pipeline, type Step, startPipeline } from '../local/pipeline.ts';
import { answer } from './child.ts';
import { syntheticLabels } from './pipeline/labels.ts';

/** A batch is taken as soon as it is whole; this is how long it may take to become so. */
const patienceMs = 10_000;

type Tally = { invocations: number; logBytes: number; calls: Record<string, number> };

const watched = watchAwsCalls();
const tallies = new Map<FunctionName, Tally>();
const tallyOf = (name: FunctionName): Tally => {
  const tally = tallies.get(name) ?? { invocations: 0, logBytes: 0, calls: {} };
  tallies.set(name, tally);
  return tally;
};

function countLog(): void {
  const write = process.stdout.write.bind(process.stdout) as (chunk: string | Uint8Array) => boolean;
  process.stdout.write = (chunk: string | Uint8Array) => {
    const name = watched.running();
    if (name) tallyOf(name).logBytes += Buffer.byteLength(chunk);
    return write(chunk);
  };
}

/** The states that an execution passes when every label is exported. */
function statesOfSuccess(): number {
  type State = { readonly Type: string; readonly Next?: string; readonly Default?: string };
  const file = join(import.meta.dirname, '..', 'statemachines', 'export-labels.asl.json');
  const machine = JSON.parse(readFileSync(file, 'utf8')) as { StartAt: string; States: Record<string, State> };
  let passed = 0;
  for (let name: string | undefined = machine.StartAt; name !== undefined; passed += 1) {
    const state: State | undefined = machine.States[name];
    if (!state) throw new Error(`The state machine has no state ${name}.`);
    name = state.Type === 'Choice' ? state.Default : state.Next;
  }
  return passed;
}

/** Announces them at once, and gives the children that their execution started; throws unless all are exported, by one. */
async function exportTogether(running: Pipeline, labels: readonly ServedLabel[]): Promise<number> {
  let exported = 0;
  let children = 0;
  const count = ({ name, output }: Step) => {
    if (name === 'writeExport' && (output as Partial<WrittenLabel> | undefined)?.status === 'exported') exported += 1;
    if (name === 'fetchLabels') children += (output as FetchedLabels | undefined)?.batches.length ?? 0;
  };
  running.steps.on('step', count);
  const answers = await Promise.all(labels.map((label) => running.connection('encord').announce(label)));
  if (answers.some(({ status }) => status !== 202)) throw new Error('A delivery was not accepted.');
  await running.aws.idle();
  running.steps.off('step', count);
  if (exported !== labels.length) throw new Error(`${exported} of ${labels.length} labels were exported.`);
  if (tallyOf('fetchLabels').invocations !== 1)
    throw new Error(`${labels.length} labels did not make one batch. Is the machine very busy? Try again.`);
  return children;
}

const [names = '', size = ''] = process.argv.slice(2);
const formats = names.split(',');
const labels = Number(size);
countLog();
for (const route of configuration.routes)
  Object.assign(route, { formats: Object.fromEntries(formats.map((id) => [id, {}])) });

const served = syntheticLabels(2 * labels);
const running = await startPipeline({
  labels: { encord: served },
  batchSize: labels,
  batchingWindowMs: patienceMs,
  environment: () => ({ POWERTOOLS_LOG_LEVEL: 'INFO', POWERTOOLS_METRICS_DISABLED: 'false' }), // as deployed
  inside: (name, call) => {
    tallyOf(name).invocations += 1;
    return watched.inside(name, call);
  },
});
await exportTogether(running, served.slice(0, labels)); // the project's first batch finds no class map and no secret
tallies.clear();
watched.calls.length = 0;
const children = await exportTogether(running, served.slice(labels));

for (const { caller, operation } of watched.calls) {
  if (!caller) continue;
  const { calls } = tallyOf(caller);
  calls[operation] = (calls[operation] ?? 0) + 1;
}
const functions: Record<string, CountedFunction> = Object.fromEntries(
  [...tallies].toSorted(([a], [b]) => (a < b ? -1 : 1)),
);
answer({ formats, labels, functions, states: statesOfSuccess(), children } satisfies CountedRun);
