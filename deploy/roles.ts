import { bucketArn } from './bucket.ts';
import { announceLabels } from './event-bus.ts';
import { type Parameters, parameters, stackName, type Variables } from './parameters.ts';
import { allow, arnOf, roleOf, type Statement, traces } from './role.ts';
import { connectionNames, type SecretUse, secretArns } from './secrets.ts';
import { buildReleaseRole, stateMachineRole, syncConnectionRole } from './state-machine-role.ts';

/** The trees of lib/contracts/keys.ts. */
type Tree =
  | 'releases'
  | 'sync'
  | 'staging'
  | 'classes'
  | 'records'
  | 'units'
  | 'exports'
  | 'labels'
  | 'native'
  | 'rescued';

const sendTo = (Sid: string, queue: string) => allow(Sid, ['sqs:SendMessage'], arnOf(queue));
const sendEvents = sendTo('SendEvents', 'LabelEvents');
const sendDeadLetters = sendTo('SendDeadLetters', 'LabelEventsDeadLetters');
const receiveEvents = allow(
  'ReceiveEvents',
  ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'],
  arnOf('LabelEvents'),
);
const startExecutions = allow('StartExecutions', ['states:StartExecution'], { Ref: 'ExportLabels' });

/** Files of data units, in buckets that are not Labelwire's. Nothing unless buckets are given. */
const readMedia = ({ mediaBuckets }: Parameters): Statement[] => {
  const places = mediaBuckets.split(',').filter((place) => place !== '');
  const objects = places.map((place) => ({
    'Fn::Sub': `arn:\${AWS::Partition}:s3:::${place.includes('/') ? place : `${place}/`}*`,
  }));
  return places.length > 0 ? [allow('ReadMedia', ['s3:GetObject'], objects)] : [];
};

/** All that the functions may do. */
function grants(
  given: Parameters,
  stack: string,
  connections: readonly string[],
): Record<string, readonly Statement[]> {
  const readSecrets = (use: SecretUse) =>
    allow('ReadSecrets', ['secretsmanager:GetSecretValue'], secretArns(connections, use));
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
  const list = (...trees: Tree[]) =>
    allow('ListObjects', ['s3:ListBucket'], bucketArn(given), {
      StringLike: { 's3:prefix': trees.map((tree) => `${given.bucketPrefix}${tree}/*`) },
    });
  /** Labels as they were when the build of a release began. */
  const readVersions = (...trees: Tree[]) => [
    objects('ReadVersions', 's3:GetObjectVersion', trees),
    allow('ListVersions', ['s3:ListBucketVersions'], bucketArn(given), {
      StringLike: { 's3:prefix': trees.map((tree) => `${given.bucketPrefix}${tree}/*`) },
    }),
  ];
  /** Of uploads in parts. */
  const abort = (...trees: Tree[]) => objects('AbortUploads', 's3:AbortMultipartUpload', trees);
  const remove = (...trees: Tree[]) => objects('DeleteObjects', 's3:DeleteObject', trees);
  const useKey = given.kmsKeyArn ? [allow('UseKey', ['kms:Decrypt', 'kms:GenerateDataKey'], given.kmsKeyArn)] : [];
  const describeExecutions = allow('DescribeExecutions', ['states:DescribeExecution'], {
    'Fn::Sub': `arn:\${AWS::Partition}:states:\${AWS::Region}:\${AWS::AccountId}:execution:${stack}-export-labels:*`,
  });
  /** Its mark, and why a label that was alone is given up. */
  const rescue = [
    describeExecutions,
    ...read('records', 'rescued'),
    write('records', 'units', 'rescued'),
    sendEvents,
    sendDeadLetters,
    ...announceLabels(given),
    ...useKey,
  ];
  return {
    receiveWebhook: [readSecrets('webhook'), sendEvents],
    startExport: [
      receiveEvents,
      startExecutions,
      sendDeadLetters,
      ...read('records'),
      write('records', 'units'),
      ...announceLabels(given),
      ...useKey,
    ],
    fetchLabels: [
      readSecrets('api'),
      ...readMedia(given),
      ...read('classes', 'records', 'units'),
      write('staging', 'classes', 'records'),
      sendEvents,
      ...useKey,
    ],
    transformLabel: [...read('staging', 'classes'), write('staging'), ...useKey],
    // A PUT or DELETE with If-Match needs s3:GetObject too:
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
    writeExport: [
      ...read('staging', 'records', 'units', 'exports', 'labels', 'native'),
      write('records', 'units', 'exports', 'labels', 'native'),
      remove('units', 'exports', 'labels', 'native'),
      sendEvents,
      ...announceLabels(given),
      ...useKey,
    ],
    // It removes files that no record names, and entries of lists that no record confirms.
    syncLabels: [
      readSecrets('api'),
      ...read('records', 'units', 'sync', 'exports', 'labels', 'native'),
      write('sync'),
      remove('units', 'exports', 'labels', 'native'),
      startExecutions,
      describeExecutions,
      ...useKey,
    ],
    planRelease: [
      list('labels'),
      objects('ReadObjects', 's3:GetObject', ['releases']),
      write('releases', 'staging'),
      ...useKey,
    ],
    surveyBatch: [
      ...read('labels', 'releases', 'staging'),
      ...readVersions('labels'),
      write('releases', 'staging'),
      ...useKey,
    ],
    settleRelease: [...read('releases', 'staging', 'classes'), write('staging'), ...useKey],
    writeBatch: [...read('releases', 'staging'), write('releases', 'staging'), ...useKey],
    assembleFile: [...read('releases', 'staging'), write('releases', 'staging'), abort('releases'), ...useKey],
    finishRelease: [...read('releases', 'staging'), write('releases'), abort('releases'), ...useKey],
    rescueExecution: rescue,
    sweepExecutions: [...rescue, allow('ListExecutions', ['states:ListExecutions'], { Ref: 'ExportLabels' })],
  };
}

const pascalCase = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);

const writeLogs = (functionName: string) =>
  allow('WriteLogs', ['logs:CreateLogStream', 'logs:PutLogEvents'], arnOf(`${functionName}LogGroup`));

/** One role a function: `fetchLabels` has `FetchLabelsRole`; and that of the state machine. */
export async function roles(variables: Variables) {
  const given = await parameters(variables);
  const stack = await stackName(variables);
  const functions = Object.entries(grants(given, stack, await connectionNames())).map(([name, statements]) => {
    const functionName = pascalCase(name);
    const all = [...statements, writeLogs(functionName), ...traces(given)];
    return [`${functionName}Role`, roleOf('lambda.amazonaws.com', 'function', all)];
  });
  return {
    Resources: {
      ...Object.fromEntries(functions),
      ExportLabelsRole: stateMachineRole(given, `${stack}-export-labels`),
      SyncConnectionRole: syncConnectionRole(given),
      BuildReleaseRole: buildReleaseRole(given, `${stack}-build-release`),
    },
  };
}
