import type { LambdaClient } from '@aws-sdk/client-lambda';
import { GetAccountSettingsCommand, ListEventSourceMappingsCommand } from '@aws-sdk/client-lambda';
import { version } from '../../lib/runtime/version.ts';
import { type Check, CheckFailed, type Deployed } from './check.ts';

/** Two children of 25 labels run at once for each execution. Below it, labels spend their tries on waiting for room. */
const leastConcurrency = 100;
/** What AWS gives an account that has been in use for a while. */
const usualConcurrency = 1000;
/** "Concurrent executions" of Lambda: https://docs.aws.amazon.com/general/latest/gr/lambda-service.html */
const quotaCode = 'L-B99A9384';

export const lambdaChecks = (deployed: Deployed, lambda: Pick<LambdaClient, 'send'>): readonly Check[] => [
  { name: 'concurrency of Lambda', look: () => concurrency(deployed, lambda) },
  { name: 'label-events are taken up', look: () => eventSource(deployed, lambda) },
  { name: 'version', look: async () => versionOf(deployed) },
];

async function concurrency({ awsAt }: Deployed, lambda: Pick<LambdaClient, 'send'>): Promise<string> {
  const { AccountLimit = {} } = await lambda.send(new GetAccountSettingsCommand({}));
  const { ConcurrentExecutions: all = 0, UnreservedConcurrentExecutions: free = all } = AccountLimit;
  const found = `${free} of ${all} are not reserved`;
  if (free >= leastConcurrency) return found;
  throw new CheckFailed(
    `${found}; it should be ${leastConcurrency} at least. Ask for more: aws service-quotas request-service-quota-increase --service-code lambda --quota-code ${quotaCode} --desired-value ${usualConcurrency}${awsAt}`,
  );
}

async function eventSource(
  { name, awsAt, serverlessAt }: Deployed,
  lambda: Pick<LambdaClient, 'send'>,
): Promise<string> {
  const FunctionName = `${name}-startExport`;
  const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({ FunctionName }));
  const [source] = EventSourceMappings;
  if (!source)
    throw new CheckFailed(
      `nothing leads from label-events to ${FunctionName}. Deploy again: npx serverless deploy${serverlessAt}`,
    );
  if (source.State === 'Enabled') return 'event source enabled';
  throw new CheckFailed(
    `the event source is ${source.State}. Switch it on: aws lambda update-event-source-mapping --uuid ${source.UUID} --enabled${awsAt}`,
  );
}

function versionOf({ stack, serverlessAt }: Deployed): string {
  if (stack.version === version) return `${version}, deployed and here`;
  throw new CheckFailed(
    `${stack.version ?? 'an older version'} is deployed, and ${version} is here. Deploy this one: npx serverless deploy${serverlessAt}`,
  );
}
