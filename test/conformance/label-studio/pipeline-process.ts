import { once } from 'node:events';
import { startPipeline } from '../../../local/pipeline.ts';

/** The pipeline of `npm start` in a process of its own, which reads from a real Label Studio. Ends with its parent process. */

export type Start = {
  readonly apiUrl: string;
  /** The token for Label Studio's API, of either kind. */
  readonly credential: string;
  readonly webhookSecret: string;
  /** What one process leaves, the next takes up: same folder, same ports. */
  readonly dataDir: string;
  readonly port: number;
  readonly webhookPort: number;
};

export type Message =
  | { readonly is: 'ready'; readonly webhookUrl: string; readonly environment: Readonly<Record<string, string>> }
  | { readonly is: 'idle' }
  /** The receiver answered a delivery. */
  | { readonly is: 'answered'; readonly status: number };

const send = (message: Message) => {
  if (process.connected) process.send?.(message);
};

const [{ apiUrl, credential, webhookSecret, ...options }] = (await once(process, 'message')) as [Start];
const pipeline = await startPipeline({
  ...options,
  retrySpeed: 20, // looks again within seconds where it would after a minute
  labels: {},
  webhookSecrets: { 'label-studio': webhookSecret },
  credentials: { 'label-studio': credential },
  environment: () => ({ LABELWIRE_API_URL_LABEL_STUDIO: apiUrl }),
});
pipeline.steps.on('step', ({ name, output }) => {
  if (name === 'receiveWebhook')
    send({ is: 'answered', status: (output as { statusCode?: number })?.statusCode ?? 500 });
});
process.on('message', async () => {
  await pipeline.aws.idle();
  send({ is: 'idle' });
});
process.once('disconnect', async () => {
  await pipeline.stop();
  process.exit();
});
send({
  is: 'ready',
  webhookUrl: pipeline.connection('label-studio').webhookUrl,
  environment: pipeline.aws.environment,
});
