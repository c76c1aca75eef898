import { bucketArn } from './bucket.ts';
import { type Parameters, parameters, stackName, type Variables } from './parameters.ts';
import { type SecretUse, secretArns } from './secrets.ts';

type Statement = {
  readonly Sid: string;
  readonly Effect: 'Allow';
  readonly Action: readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
};

/** The trees of lib/workflow/keys.ts. */
type Tree = 'staging' | 'classes' | 'records' | 'exports' | 'labels' | 'native';

/** Why a statement holds a `*`, by its Sid; kept in the role's metadata. A test asks for one wherever a `*` stands. */
const reasons: Record<string, string> = {
  SendTraces:
    'X-Ray knows no resources: https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html',
  DescribeExecutions: 'Executions are named at run time, under the name of this one state machine.',
  ReadObjects: 'Objects are named at run time, inside these trees.',
  WriteObjects: 'Objects are named at run time, inside these trees.',
  DeleteObjects: 'Objects are named at run time, inside these trees.',
  SeeThatObjectsAreAbsent:
    'Keys are made at run time, inside these trees. Without it an absent object is 403, not 404.',
};

const allow = (Sid: string, Action: readonly string[], Resource: unknown, Condition?: unknown): Statement => ({
  Sid,
  Effect: 'Allow',
  Action,
  Resource,
  ...(Condition ? { Condition } : {}),
});

const arnOf = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });
const readSecrets = (use: SecretUse) => allow('ReadSecrets', ['secretsmanager:GetSecretValue'], secretArns(use));
const sendTo = (Sid: string, queue: string) => allow(Sid, ['sqs:SendMessage'], arnOf(queue));
const sendEvents = sendTo('SendEvents', 'LabelEvents');
const sendDeadLetters = sendTo('SendDeadLetters', 'LabelEventsDeadLetters');
const receiveEvents = allow(
  'ReceiveEvents',
  ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
  arnOf('LabelEvents'),
);
const startExecutions = allow('StartExecutions', ['states:StartExecution'], { Ref: 'ExportLabels' });

/** All that the functions may do. */
function grants(given: Parameters, stack: string): Record<string, readonly Statement[]> {
  const objects = (Sid: string, action: string, trees: readonly Tree[]) => {
    const keys = trees.map((tree) => bucketArn(given, `/${given.bucketPrefix}${tree}/*`));
    return allow(Sid, [action], keys);
  };
  const read = (...trees: Tree[]) => [
    objects('ReadObjects', 's3:GetObject', trees),
    allow('SeeThatObjectsAreAbsent', ['s3:ListBucket'], bucketArn(given), {
      StringLike: { 's3:prefix': trees.map((tree) => `${given.bucketPrefix}${tree}/*`) },
    }),
  ];
  const write = (...trees: Tree[]) => objects('WriteObjects', 's3:PutObject', trees);
  const remove = (...trees: Tree[]) => objects('DeleteObjects', 's3:DeleteObject', trees);
  const useKey = given.kmsKeyArn ? [allow('UseKey', ['kms:Decrypt', 'kms:GenerateDataKey'], given.kmsKeyArn)] : [];
  const describeExecutions = allow('DescribeExecutions', ['states:DescribeExecution'], {
    'Fn::Sub': `arn:\${AWS::Partition}:states:\${AWS::Region}:\${AWS::AccountId}:execution:${stack}-export-labels:*`,
  });
  return {
    receiveWebhook: [readSecrets('webhook'), sendEvents],
    startExport: [receiveEvents, startExecutions, sendDeadLetters],
    fetchLabels: [readSecrets('api'), ...read('classes'), write('staging', 'classes'), ...useKey],
    transformLabel: [...read('staging', 'classes'), write('staging'), ...useKey],
    // A PUT or DELETE with If-Match needs s3:GetObject too:
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
    writeExport: [
      ...read('staging', 'records', 'exports', 'labels', 'native'),
      write('records', 'exports', 'labels', 'native'),
      remove('exports', 'labels', 'native'),
      sendEvents,
      ...useKey,
    ],
    rescueExecution: [describeExecutions, sendDeadLetters],
  };
}

const pascalCase = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);

/** One role a function: `fetchLabels` has `FetchLabelsRole`. */
export async function roles(variables: Variables) {
  const granted = Object.entries(grants(await parameters(variables), await stackName(variables)));
  return {
    Resources: Object.fromEntries(
      granted.map(([name, statements]) => [`${pascalCase(name)}Role`, role(pascalCase(name), statements)]),
    ),
  };
}

function role(functionName: string, statements: readonly Statement[]) {
  const all = [...statements, writeLogs(functionName), sendTraces];
  return {
    Type: 'AWS::IAM::Role',
    Metadata: {
      WildcardReasons: Object.fromEntries(all.flatMap(({ Sid }) => (reasons[Sid] ? [[Sid, reasons[Sid]]] : []))),
    },
    Properties: {
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
      },
      Policies: [{ PolicyName: 'function', PolicyDocument: { Version: '2012-10-17', Statement: all } }],
    },
  };
}

const writeLogs = (functionName: string) =>
  allow('WriteLogs', ['logs:CreateLogStream', 'logs:PutLogEvents'], arnOf(`${functionName}LogGroup`));
const sendTraces = allow('SendTraces', ['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], '*');
