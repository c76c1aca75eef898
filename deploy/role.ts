import type { Parameters } from './parameters.ts';

export type Statement = {
  readonly Sid: string;
  readonly Effect: 'Allow';
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
};

export const allow = (Sid: string, Action: readonly string[], Resource: unknown, Condition?: unknown): Statement => ({
  Sid,
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition ? { Condition } : {}),
});

export const arnOf = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });

/** Nothing unless traces are wanted. */
export const traces = ({ tracing }: Parameters, more: readonly string[] = []): Statement[] =>
  tracing ? [allow('SendTraces', ['xray:PutTraceSegments', 'xray:PutTelemetryRecords', ...more], '*')] : [];

/** A role of one service, all that it may do in one policy. */
export const roleOf = (service: string, PolicyName: string, statements: readonly Statement[]) => ({
  Type: 'AWS::IAM::Role',
  Metadata: {
    WildcardReasons: Object.fromEntries(statements.flatMap(({ Sid }) => (reasons[Sid] ? [[Sid, reasons[Sid]]] : []))),
  },
  Properties: {
    AssumeRolePolicyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
    },
    Policies: [{ PolicyName, PolicyDocument: { Version: '2012-10-17', Statement: statements } }],
  },
});
