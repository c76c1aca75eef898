import type { IAMClient } from '@aws-sdk/client-iam';
import { SimulatePrincipalPolicyCommand } from '@aws-sdk/client-iam';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import { GetFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import pMap from 'p-map';
import { type Check, CheckFailed, type Deployed } from './check.ts';
import { announcementRights, functionRights, type OutsideStack, type Right } from './function-rights.ts';

type Clients = { readonly iam: Pick<IAMClient, 'send'>; readonly lambda: Pick<LambdaClient, 'send'> };

/** `decision`: implicitDeny, which a policy can change, or explicitDeny, which none can. */
type Denial = Right & { readonly name: string; readonly role: string; readonly decision: string };

/** IAM answers few simulations at a time. */
const functionsAtOnce = 4;

/**
 * What IAM says that the functions themselves may do: their policies, a boundary, and what the organization forbids. It does
 * not know the policies of buckets, keys and secrets.
 */
export const rightsCheck = (
  deployed: Deployed,
  clients: Clients,
  findOutsideStack: () => Promise<OutsideStack>,
): Check => ({
  name: 'rights of the functions',
  async look() {
    try {
      const rights = Object.entries(functionRights(deployed, await findOutsideStack()));
      const denials = await pMap(rights, ([name, own]) => denialsOf(name, own, deployed, clients), {
        concurrency: functionsAtOnce,
      });
      return judge(denials.flat(), deployed);
    } catch (error) {
      if (!/AccessDenied|NotAuthorized/.test((error as Error).name)) throw error;
      return 'not looked at: your AWS credentials may not simulate policies, or not describe functions, secrets and keys';
    }
  },
});

async function denialsOf(
  name: string,
  rights: readonly Right[],
  deployed: Deployed,
  { iam, lambda }: Clients,
): Promise<Denial[]> {
  const FunctionName = `${deployed.name}-${name}`;
  const { Role: role = '', Environment: { Variables = {} } = {} } = await lambda.send(
    new GetFunctionConfigurationCommand({ FunctionName }),
  );
  const denials: Denial[] = [];
  for (const right of [...rights, ...announcementRights(deployed, Variables.NOTIFY_BUS)]) {
    const { EvaluationResults = [] } = await iam.send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn: role,
        ActionNames: [right.action],
        ResourceArns: [right.resource],
        ContextEntries: Object.entries(right.context ?? {}).map(([ContextKeyName, value]) => ({
          ContextKeyName,
          ContextKeyType: 'string',
          ContextKeyValues: [value],
        })),
      }),
    );
    const decision = EvaluationResults[0]?.EvalDecision ?? 'unknown';
    if (decision !== 'allowed') denials.push({ ...right, name, role, decision });
  }
  return denials;
}

/** Deploying again would not help: CloudFormation changes nothing of a template that has not changed. */
function judge(denials: readonly Denial[], { awsAt }: Deployed): string {
  if (denials.length === 0) return 'as deploy/roles.ts gives them';
  const found = denials.map(
    ({ name, action, resource, decision }) => `${name}: ${action} on ${resource} (${decision})`,
  );
  const missing = denials.filter(({ decision }) => decision !== 'explicitDeny');
  const commands = [...Map.groupBy(missing, ({ role }) => role)].map(
    ([role, lacked]) =>
      `aws iam put-role-policy --role-name ${role.split('/').at(-1)} --policy-name labelwire-doctor --policy-document '${policyOf(lacked)}'${awsAt}`,
  );
  const remedies = [
    ...(commands.length > 0
      ? [`Grant it (and delete this policy before you remove the stack): ${commands.join('; ')}`]
      : []),
    ...(missing.length < denials.length
      ? ['An explicitDeny is of a boundary, an SCP or a policy of yours: take it back there']
      : []),
  ];
  throw new CheckFailed(`${found.join('; ')}. ${remedies.join('. ')}`);
}

const policyOf = (rights: readonly Right[]): string =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: rights.map(({ action: Action, resource: Resource, context }) => ({
      Effect: 'Allow',
      Action,
      Resource,
      ...(context ? { Condition: { StringEquals: context } } : {}),
    })),
  });
