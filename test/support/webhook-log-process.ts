import { once } from 'node:events';
import { aDoor } from './door.ts';
import { aRunningReceiver } from './running-receiver.ts';

/**
 * The receiver in a process of its own, whose standard output and error are its log, as on AWS. It tells where it
 * listens, shuts the door of its queue when it receives a message, and ends with the process that started it.
 */
const door = await aDoor();
const [secrets] = (await once(process, 'message')) as [Parameters<typeof aRunningReceiver>[0]];
const receiver = await aRunningReceiver(secrets, ({ AWS_ENDPOINT_URL_SQS = '', LABEL_EVENTS_QUEUE_URL = '' }) => {
  const url = door.before(AWS_ENDPOINT_URL_SQS);
  return {
    AWS_ENDPOINT_URL_SQS: url,
    LABEL_EVENTS_QUEUE_URL: LABEL_EVENTS_QUEUE_URL.replace(AWS_ENDPOINT_URL_SQS, url), // the SDK asks its host
  };
});
process.on('message', (message) => {
  if (message === 'shut') door.refuse();
  process.send?.('done');
});
process.on('disconnect', () => process.exit(0));
process.send?.(receiver.webhookUrl);
