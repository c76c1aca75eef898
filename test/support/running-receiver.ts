import type { APIGatewayProxyEventV2, Context, SQSEvent } from 'aws-lambda';
import type { WebhookAnswer } from '../../lib/steps/receive-delivery.ts';
import { awsWith } from './local-aws.ts';

export type Answer = WebhookAnswer & { readonly headers?: Readonly<Record<string, string>> };
type Handler = (event: APIGatewayProxyEventV2, context: Context) => Promise<Answer>;

const context = { functionName: 'receiveWebhook', getRemainingTimeInMillis: () => 10_000 } as Context;

/** The webhook receiver as deployed, behind its function URL and before a real queue, whose messages are only collected. */
export async function aRunningReceiver(
  secrets: Readonly<Record<string, string>>,
  environment: (made: Readonly<Record<string, string>>) => Record<string, string> = () => ({}),
) {
  const queued: string[] = [];
  const load = async () => (await import('../../functions/receive-webhook.ts')).handler as unknown as Handler;
  const { aws, webhookUrl, problems, stop } = await awsWith({
    receiveWebhook: async (event: APIGatewayProxyEventV2, given: Context) => (await load())(event, given),
    startExport: async ({ Records }: SQSEvent) => {
      queued.push(...Records.map(({ body }) => body));
      return { batchItemFailures: [] };
    },
  });
  for (const [platform, secret] of Object.entries(secrets)) aws.putSecret(`${platform}/webhook`, secret);
  Object.assign(process.env, aws.environment, environment(aws.environment)); // before the function is loaded: it reads it as it loads
  const handler = await load();
  return {
    webhookUrl,
    problems,
    stop,
    putSecret: aws.putSecret,
    /** One invocation, as Lambda makes it: through JSON, so that nothing but JSON goes in. */
    invoke: (event: APIGatewayProxyEventV2): Promise<Answer> =>
      handler(JSON.parse(JSON.stringify(event)) as APIGatewayProxyEventV2, context),
    /** Every message that reached the queue, once all of them were taken out of it. */
    async queued(): Promise<readonly string[]> {
      await aws.idle();
      return queued;
    },
  };
}
export type RunningReceiver = Awaited<ReturnType<typeof aRunningReceiver>>;
