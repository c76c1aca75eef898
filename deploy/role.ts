import type { Parameters } from './parameters.ts';

export type Statement = {
  readonly Sid: string;
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
};

/** Why a statement holds a `*`, by its Sid; kept in the role's metadata. A test asks for one wherever there is a `*`. */
const reasons: Record<string, string> = {
  SendTraces:
    'X-Ray knows no resources: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html',
  DescribeExecutions: 'Executions are named at run time, under the name of this one state machine.',
  ReadObjects: 'Objects are named at run time, inside these trees.',
  ReadMedia: 'Labels say at run time which objects are theirs, inside these buckets and folders.',
  WriteObjects: 'Objects are named at run time, inside these trees.',
  ReadVersions: 'Objects are named at run time, inside this tree.',
  ListObjects: 'Keys are made at run time, inside this tree.',
  ListVersions: 'Keys are made at run time, inside this tree.',
  AbortUploads: 'Objects are named at run time, inside this tree.',
  DeleteObjects: 'Objects are named at run time, inside these trees.',
  SeeThatObjectsAreAbsent:
    'Keys are made at run time, inside these trees. Without it an absent object is 403, not 404.',
  WatchChildren: 'Children of the Map are named at run time, under the name of this one state machine.',
  DeliverLogs: 'These actions know no resources: https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html',
  AttachToNetwork:
    'Lambda makes the network interfaces: https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions',
  NoNetworkForOwnCode: 'The code of the function is denied what Lambda itself may do with any network interface.',
};

/**
 * For which resources a service may take up a role, so that no account makes it use ours. Lambda documents no such condition;
 * it takes up a role only for functions of the role's own account.
 */
const onBehalfOf: Readonly<Record<string, string>> = {
  // https://docs.aws.amazon.com/step-functions/latest/dg/procedure-create-iam-role.html#prevent-cross-service-confused-deputy
  'states.amazonaws.com': `arn:\${AWS::Partition}:states:\${AWS::Region}:\${AWS::AccountId}:stateMachine:*`,
  // https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
  'scheduler.amazonaws.com': `arn:\${AWS::Partition}:scheduler:\${AWS::Region}:\${AWS::AccountId}:schedule-group/*`,
  // https://docs.aws.amazon.com/eventbridge/latest/userguide/cross-service-confused-deputy-prevention.html
  'events.amazonaws.com': `arn:\${AWS::Partition}:events:\${AWS::Region}:\${AWS::AccountId}:rule/*`,
};

export const allow = (Sid: string, Action: readonly string[], Resource: unknown, Condition?: unknown): Statement => ({
  Sid,
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition ? { Condition } : {}),
});

export const arnOf = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });

export const deny = (Sid: string, Action: readonly string[], Resource: unknown, Condition?: unknown): Statement => ({
  ...allow(Sid, Action, Resource, Condition),
  Effect: 'Deny',
});

/** Nothing unless traces are wanted. */
export const traces = ({ tracing }: Parameters, more: readonly string[] = []): Statement[] =>
  tracing ? [allow('SendTraces', ['xray:PutTraceSegments', 'xray:PutTelemetryRecords', ...more], '*')] : [];

const reasonsFor = (statements: readonly Statement[]) =>
  Object.fromEntries(statements.flatMap(({ Sid }) => (reasons[Sid] ? [[Sid, reasons[Sid]]] : [])));

/** A role of one service, all that it may do in one policy. */
export const roleOf = (service: string, PolicyName: string, statements: readonly Statement[]) => ({
  Type: 'AWS::IAM::Role',
  Metadata: { WildcardReasons: reasonsFor(statements) },
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: service },
          Action: 'sts:AssumeRole',
          ...givenSource(onBehalfOf[service]),
        },
      ],
    },
    Policies: [{ PolicyName, PolicyDocument: { Version: '2012-10-17', Statement: statements } }],
  },
});
export type Role = ReturnType<typeof roleOf>;

const givenSource = (arn: string | undefined) =>
  arn
    ? {
        Condition: {
          StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
          ArnLike: { 'aws:SourceArn': { 'Fn::Sub': arn } },
        },
      }
    : {};

export const statementsOf = ({ Properties: { Policies } }: Role): readonly Statement[] =>
  Policies.flatMap(({ PolicyDocument: { Statement } }) => Statement);

/** The role, which may (or may not) do this as well. */
export function withStatements(role: Role, added: readonly Statement[]): Role {
  const [policy, ...others] = role.Properties.Policies;
  if (!policy || added.length === 0) return role;
  const Statement = [...policy.PolicyDocument.Statement, ...added];
  const Policies = [{ ...policy, PolicyDocument: { ...policy.PolicyDocument, Statement } }, ...others];
  const WildcardReasons = { ...role.Metadata.WildcardReasons, ...reasonsFor(added) };
  return { ...role, Metadata: { ...role.Metadata, WildcardReasons }, Properties: { ...role.Properties, Policies } };
}
