import { setTimeout as sleep } from 'node:timers/promises';
import { SFNClient } from '@aws-sdk/client-sfn';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { Connection } from '../../lib/configuration/connections.ts';
import type { ServedLabel } from '../../lib/platforms/testing.ts';
import { allLetters } from '../../lib/queue/look-through.ts';
import { readRecord } from '../../lib/store/record.ts';
import { bucketOf } from '../bucket.ts';
import { secretVault } from '../connect/secrets.ts';
import { loadConfiguration } from '../load-configuration.ts';
import { bar, ProgressLine } from '../progress-line.ts';
import { depthOf } from '../queue-depth.ts';
import { queuesOf } from '../queues.ts';
import { chooseLabels, servedConnection } from '../send/choose-labels.ts';
import { deliveriesOf, type Manner, type SignedDelivery } from '../send/deliveries.ts';
import { Executions, follow } from '../send/follow.ts';
import { type Answer, isRight, type SentLabel, sentJson, sentText } from '../send/send-text.ts';
import { type Stack, stackOf } from '../stack.ts';
import { terminalWidth } from '../terminal.ts';

type Options = Manner & {
  readonly local?: boolean;
  readonly all?: boolean;
  readonly wait: number;
  readonly json?: boolean;
};

export function send(): Command {
  const options = [
    new Option('--local', 'to the pipeline that `npm start` keeps up in this folder; there is no other'),
    new Option('--all', 'every label that the simulated platform serves'),
    new Option('--deleted', 'say that the label was deleted'),
    new Option('--twice', 'send the same delivery twice, as platforms do'),
    new Option('--out-of-order', 'send an older event after the new one'),
    new Option('--bad-signature', 'sign with a wrong secret: it is right when all are refused'),
    new Option('--wait <seconds>', 'how long the labels have to land').argParser(seconds).default(60),
    new Option('--json', 'one JSON object a label, for programs'),
  ];
  const command = new Command('send')
    .argument('<connection>', 'a name under "platforms" in labelwire.config.ts, or a platform')
    .argument('[label...]', 'ids of labels, or names of their documents; none: the first label');
  for (const option of options) command.addOption(option);
  return command
    .addHelpText(
      'after',
      `
Each delivery has the body and the signature of its platform. The labels are the documents that \`npm start\` serves. Exit code 1
when a label did not land. A deployment is tested with labelwire connect <connection> --label <id>.

Examples:
  labelwire send --local labelbox
  labelwire send --local labelbox --all
  labelwire send --local encord --deleted --twice
  labelwire send --local label-studio --bad-signature`,
    )
    .action(sendDeliveries);
}

function seconds(text: string): number {
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text);
  throw new InvalidArgumentError(`It must be a whole number of seconds from 1, but is ${JSON.stringify(text)}.`);
}

const at = ' --local';

async function sendDeliveries(name: string, labels: readonly string[], options: Options, command: Command) {
  if (!options.local)
    command.error(
      `error: Deliveries are sent to the pipeline of npm start only: add --local. Of a deployment: npx labelwire connect ${name} --label <id>.`,
    );
  const connection = servedConnection(name, await loadConfiguration(), command);
  const stack = await stackOf({ stage: '', local: true });
  const chosen = await chooseLabels(connection, labels, { all: options.all ?? false, command });
  const begun = new Date();
  const sent = await sendEach(chosen, connection, stack, options);
  const followed = await whereaboutsOf(sent, stack, begun, options.wait);
  const context = { at, width: terminalWidth(), badSignature: options.badSignature ?? false };
  for (const one of followed)
    console.log(options.json ? JSON.stringify(sentJson(one, context)) : sentText(one, context));
  const wrong = followed.filter((one) => !isRight(one, context)).length;
  const what = context.badSignature ? 'were not refused' : 'did not land';
  if (wrong > 0) throw new Error(`${wrong} of ${followed.length} labels ${what}, for the reasons above.`);
}

async function sendEach(
  labels: readonly ServedLabel[],
  connection: Connection,
  stack: Stack,
  manner: Manner,
): Promise<SentLabel[]> {
  const { simulated } = (await connection.platform.testing()).default;
  const secret = (await secretVault(stack.secretsPrefix).read(`${connection.name}/webhook`)) ?? '';
  const url = `${stack.webhookUrl}/${connection.name}`;
  const sent: SentLabel[] = [];
  for (const label of labels) {
    const deliveries = deliveriesOf(label, manner, { simulated, connection, secret, now: new Date() });
    const answers: Answer[] = [];
    for (const delivery of deliveries) answers.push(await post(url, delivery));
    const isTaken = answers.some(({ status }) => status === 202);
    const events = isTaken ? [...new Set(deliveries.flatMap((delivery) => delivery.events))] : [];
    const { project, label: id, name } = label;
    sent.push({ connection: connection.name, project, label: id, name, events, answers, whereabouts: undefined });
  }
  return sent;
}

async function post(url: string, { headers, body }: SignedDelivery): Promise<Answer> {
  const answer = await fetch(url, { method: 'POST', headers, body });
  return { status: answer.status, body: await answer.text() };
}

/** A log is spared the progress of what is done at once. */
const silentMilliseconds = 10_000;

async function whereaboutsOf(
  sent: readonly SentLabel[],
  stack: Stack,
  begun: Date,
  wait: number,
): Promise<readonly SentLabel[]> {
  const announced = sent.filter(({ events }) => events.length > 0);
  const store = bucketOf(stack);
  const queues = await queuesOf({ stage: '', local: true });
  const line = new ProgressLine();
  const looks = {
    executions: new Executions(new SFNClient(), stack.stateMachineArn, begun),
    async isQueueEmpty() {
      const { waiting, underWay } = await depthOf(stack.labelEventsQueueUrl);
      return waiting + underWay === 0;
    },
    letters: () => allLetters(queues),
    recordOf: async (label: SentLabel) => (await readRecord(store, label))?.record,
  };
  try {
    const found = await follow(announced, looks, {
      clock: { now: () => new Date(), sleep: async (milliseconds) => void (await sleep(milliseconds)) },
      end: new Date(begun.getTime() + wait * 1_000),
      onProgress: (ended) => {
        if (process.stderr.isTTY || Date.now() - begun.getTime() > silentMilliseconds)
          line.show(() => `sent  ${bar(ended, announced.length)} ${ended} of ${announced.length} labels have ended`);
      },
    });
    const byLabel = new Map(announced.map((label, index) => [label, found[index]]));
    return sent.map((label) => ({ ...label, whereabouts: byLabel.get(label) }));
  } finally {
    line.end();
  }
}
