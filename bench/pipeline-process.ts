import { writeFile } from 'node:fs/promises';
import type { ServedLabel } from '../lib/platforms/testing.ts';
import { type Pipeline, startPipeline } from '../local/pipeline.ts';
import { answer } from './child.ts';
import { syntheticLabels } from './pipeline/labels.ts';
import { recordCalls } from './pipeline/recorder.ts';
import { labelCounts, type PipelineRun } from './pipeline.ts';

/** Webhooks on their way at the same time. */
const senders = 20;

/** Until everything announced is in the bucket; throws unless all of it does. */
async function sendThrough(running: Pipeline, labels: readonly ServedLabel[]): Promise<void> {
  const waiting = [...labels];
  let exported = 0;
  const count = ({ name, output }: { name: string; output?: unknown }) => {
    if (name === 'writeExport' && (output as { status?: string } | undefined)?.status === 'exported') exported += 1;
  };
  running.steps.on('step', count);
  await Promise.all(
    Array.from({ length: senders }, async () => {
      for (let next = waiting.shift(); next; next = waiting.shift()) {
        const { status } = await running.connection('encord').announce(next);
        if (status !== 202) throw new Error(`A webhook of the benchmark was answered ${status}.`);
      }
    }),
  );
  await running.aws.idle();
  running.steps.off('step', count);
  if (exported !== labels.length) throw new Error(`${exported} of ${labels.length} labels were exported.`);
}

const [recording = ''] = process.argv.slice(2);
const recorder = recordCalls();
const labels = syntheticLabels(labelCounts.warmUp + labelCounts.timed);
const running = await startPipeline({ labels: { encord: labels } });
recorder.take(); // what made the bucket and the queues

await sendThrough(running, labels.slice(0, labelCounts.warmUp));
const warmUp = recorder.take();

const start = performance.now();
await sendThrough(running, labels.slice(labelCounts.warmUp));
const seconds = (performance.now() - start) / 1000;
const timed = recorder.take();

await writeFile(recording, JSON.stringify({ warmUp, timed }));
answer({
  labelsPerSecond: labelCounts.timed / seconds,
  calls: timed.length,
} satisfies PipelineRun);
