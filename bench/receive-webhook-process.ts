import { createHmac } from 'node:crypto';
import { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import configuration from '#configuration';
import type { LabelEvent } from '../lib/contracts/payloads.ts';
import { sendAll } from '../lib/queue/send.ts';
import { httpFunction } from '../lib/runtime/http-function.ts';
import { log } from '../lib/runtime/logger.ts';
import { secretCache } from '../lib/runtime/secrets.ts';
import { receiveDelivery } from '../lib/steps/receive-delivery.ts';
import { instantSecrets, instantSqs } from './aws-in-no-time.ts';
import { answer } from './child.ts';
import { cpuPerCall } from './cpu.ts';
import { type SignedDelivery, signedDeliveries } from './deliveries.ts';
import { inTurn } from './measurement.ts';
import type { DeliveryCost } from './receive-webhook.ts';

const rounds = 15;
const secret = 'c0ffee'.repeat(10);
const queueUrl = 'https://sqs.eu-central-1.amazonaws.com/000000000000/label-events';
const now = () => new Date();

const expectAccepted = ({ statusCode }: { statusCode: number }): void => {
  if (statusCode !== 202) throw new Error(`A delivery of the benchmark was answered ${statusCode}, not 202.`);
};

const hmacAndParse = (body: string | Buffer): unknown => {
  createHmac('sha256', secret).update(body).digest('hex');
  return JSON.parse(body.toString());
};

/** receiveDelivery alone: secrets at hand, a queue that takes everything, no log. */
function rule({ platform, body, headers }: SignedDelivery) {
  const bytes = Buffer.from(body);
  const request = { method: 'POST', path: `/webhooks/${platform}`, sender: '192.0.2.1', headers, body: bytes };
  const enqueued: LabelEvent[] = [];
  const dependencies = {
    configuration,
    secrets: async () => [secret],
    enqueue: async (events: readonly LabelEvent[]) => {
      enqueued.splice(0, enqueued.length, ...events);
      return { failed: [] };
    },
    now,
    log: () => {},
  };
  return {
    enqueued,
    floor: () => hmacAndParse(bytes),
    subject: async () => expectAccepted(await receiveDelivery(request, dependencies)),
  };
}

/** All of functions/receive-webhook.ts, log and metrics included; only the other ends of AWS's wires are played. */
function handler({ platform, body, headers }: SignedDelivery, message: string) {
  const sqs = instantSqs();
  const secretsOf = secretCache(instantSecrets(secret), 'labelwire/bench');
  const dependencies = {
    configuration,
    secrets: (id: string, options?: { renewFor: string }) => secretsOf(id, 'webhook', options),
    enqueue: (events: readonly LabelEvent[]) =>
      sendAll(
        sqs,
        queueUrl,
        events.map((event) => ({ body: JSON.stringify(event) })),
      ),
    now,
    log,
  };
  const handle = httpFunction((request) => receiveDelivery(request, dependencies));
  const path = `/webhooks/${platform}`;
  // Fresh for each call, as Lambda hands it over: the middleware writes into it.
  const event = () =>
    ({
      rawPath: path,
      headers: { ...headers },
      requestContext: { http: { method: 'POST', path } },
      body,
    }) as unknown as APIGatewayProxyEventV2;
  const context = { awsRequestId: 'bench', functionName: 'receiveWebhook', getRemainingTimeInMillis: () => 10_000 };
  return {
    floor: () => {
      hmacAndParse(body);
      const Entries = [{ Id: '0', MessageBody: message }];
      return sqs.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
    },
    subject: async () => expectAccepted(await handle(event(), context as unknown as Context)),
  };
}

async function compare(name: string, bytes: number, calls: Parameters<typeof cpuPerCall>[0]): Promise<DeliveryCost> {
  return { name, bytes, ...(await inTurn(rounds, await cpuPerCall(calls))) };
}

const costs: DeliveryCost[] = [];
for (const delivery of signedDeliveries(secret, now())) {
  const bytes = Buffer.byteLength(delivery.body);
  const alone = rule(delivery);
  costs.push(await compare(`rule/${delivery.name}`, bytes, alone));
  const whole = handler(delivery, JSON.stringify(alone.enqueued[0]));
  costs.push(await compare(`handler/${delivery.name}`, bytes, whole));
}
answer(costs);
