import { setInterval } from 'node:timers';
import type { LabelToWrite } from '../../lib/contracts/payloads.ts';
import { type Pipeline, startPipeline } from '../../local/pipeline.ts';
import type { Order, Report, Write } from './messages.ts';
import type { PlatformAccess } from './world.ts';

/** The pipeline of `npm start` in a process of its own; the platforms are elsewhere. Ends with its parent process. */

const tellEveryMilliseconds = 50;
const megabytes = (bytes: number) => bytes / 1024 ** 2;

const tell = (report: Report) => {
  if (process.connected) process.send?.(report);
};

let pipeline: Pipeline | undefined;
let writes: Write[] = [];
const tellOfWrites = () => {
  if (writes.length > 0) tell({ report: 'written', writes });
  writes = [];
};

const orders: { readonly [Name in Order['order']]: (order: Extract<Order, { order: Name }>) => Promise<void> } = {
  start: async ({ platforms, order: _, ...options }) => {
    const apiUrls = Object.entries(platforms).map(([id, { apiUrl }]) => [
      `LABELWIRE_API_URL_${id.toUpperCase()}`,
      apiUrl,
    ]);
    const of = <Value>(value: (access: PlatformAccess) => Value) =>
      Object.fromEntries(Object.entries(platforms).map(([id, access]) => [id, value(access)]));
    pipeline = await startPipeline({
      ...options,
      webhookSecrets: of(({ webhookSecret }) => webhookSecret),
      credentials: of(({ credential }) => credential),
      environment: () => Object.fromEntries(apiUrls) as Record<string, string>,
    });
    pipeline.aws.events.on('problem', ({ message, cause }) =>
      tell({ report: 'problem', message: `${message} ${cause instanceof Error ? cause.message : ''}` }),
    );
    tellWrites(pipeline);
    const [encord, labelbox] = [pipeline.connection('encord'), pipeline.connection('labelbox')];
    const webhooks = { encord: encord.webhookUrl, labelbox: labelbox.webhookUrl };
    tell({ report: 'ready', webhooks, environment: pipeline.aws.environment });
  },
  memory: async () => {
    global.gc?.();
    const { rss, heapUsed, external } = process.memoryUsage(); // `external` holds the array buffers too
    tell({ report: 'memory', rss: megabytes(rss), heap: megabytes(heapUsed), buffers: megabytes(external) });
  },
  idle: async () => {
    await pipeline?.aws.idle();
    tellOfWrites();
    tell({ report: 'idle' });
  },
  stop: async () => {
    await pipeline?.stop();
    process.exit();
  },
};

function tellWrites({ steps }: Pipeline): void {
  steps.on('step', ({ name, input, output }) => {
    if (name !== 'writeExport' || output === undefined) return;
    const { event, label, revision } = input as LabelToWrite;
    writes.push({ platform: event.connection, project: event.project, label, revision, at: Date.now() });
  });
  setInterval(tellOfWrites, tellEveryMilliseconds);
}

process.on('disconnect', () => process.exit());
process.on('message', (order: Order) => void orders[order.order](order as never));
