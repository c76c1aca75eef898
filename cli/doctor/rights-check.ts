import type { IAMClient } from '@aws-sdk/client-iam';
import { SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { type Check, CheckFailed, type Deployed } from './check.ts';

type Clients = { readonly iam: Pick<IAMClient, 'send'>; readonly lambda: Pick<LambdaClient, 'send'> };

/** One right of each kind that a function needs, on the part of the stack that it is about. */
const rightsOf = ({ stack }: Deployed): Readonly<Record<string, readonly [action: string, resource: string][]>> => {
  const { bucket, bucketPrefix, labelEventsQueueUrl, deadLetterQueueUrl } = stack;
  const object = (tree: string) => `arn:aws:s3:::${bucket}/${bucketPrefix}${tree}/doctor`;
  return {
    receiveWebhook: [['sqs:SendMessage', queueArn(labelEventsQueueUrl)]],
    startExport: [
      ['states:StartExecution', stack.stateMachineArn],
      ['sqs:SendMessage', queueArn(deadLetterQueueUrl)],
    ],
    fetchLabels: [
      ['s3:GetObject', object('records')],
      ['s3:PutObject', object('staging')],
    ],
    transformLabel: [['s3:GetObject', object('staging')]],
    writeExport: [
      ['s3:PutObject', object('records')],
      ['s3:DeleteObject', object('exports')],
    ],
    rescueExecution: [['sqs:SendMessage', queueArn(deadLetterQueueUrl)]],
  };
};

/** `https://sqs.<region>.amazonaws.com/<account>/<name>` */
function queueArn(url: string): string {
  const { hostname, pathname } = new URL(url);
  const [, account, name] = pathname.split('/');
  return `arn:aws:sqs:${hostname.split('.')[1]}:${account}:${name}`;
}

/**
 * What IAM says that the functions themselves may do: their policies, a boundary, and what the organization forbids. It does
 * not know the policies of buckets and keys.
 */
export const rightsCheck = (deployed: Deployed, { iam, lambda }: Clients): Check => ({
  name: 'rights of the functions',
  async look() {
    const denied: string[] = [];
    for (const [name, rights] of Object.entries(rightsOf(deployed))) {
      const FunctionName = `${deployed.name}-${name}`;
      const { Role } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
      for (const [action, resource] of rights) {
        const decision = await simulate(iam, Role, action, resource);
        if (decision === undefined)
          return 'not looked at: your AWS credentials may not call iam:SimulatePrincipalPolicy';
        if (decision !== 'allowed') denied.push(`${name}: ${action} on ${resource} (${decision})`);
      }
    }
    if (denied.length === 0) return 'as deploy/roles.ts gives them';
    throw new CheckFailed(
      `${denied.join('; ')}. Deploy again: npx serverless deploy --stage ${deployed.stage} --region ${deployed.region}; if it stays, an SCP or a boundary forbids it.`,
    );
  },
});

/** Undefined when the caller may not ask. */
async function simulate(
  iam: Pick<IAMClient, 'send'>,
  PolicySourceArn: string | undefined,
  action: string,
  resource: string,
): Promise<string | undefined> {
  try {
    const { EvaluationResults = [] } = await iam.send(
      new SimulatePrincipalPolicyCommand({ PolicySourceArn, ActionNames: [action], ResourceArns: [resource] }),
    );
    return EvaluationResults[0]?.EvalDecision ?? 'unknown';
  } catch (error) {
    if (/AccessDenied/.test((error as Error).name)) return undefined;
    throw error;
  }
}
