import { allow, type Place, partsOf, type Statement } from './place.ts';

/**
 * What each command of `labelwire` that asks AWS may do, and needs, in a deployment. docs/policies/ holds it as policies of
 * IAM. A test compares it with the calls that the commands make.
 */
export function operatorRights(place: Place): Readonly<Record<string, readonly Statement[]>> {
  const {
    stack,
    labelEvents,
    deadLetters,
    stateMachine,
    executions,
    secrets,
    topic,
    functions,
    roles,
    bucket,
    ...parts
  } = partsOf(place);
  const find = allow('FindDeployment', ['cloudformation:DescribeStacks'], stack);
  const read = (...below: readonly string[]) => allow('ReadObjects', ['s3:GetObject'], parts.objects(...below));
  const write = (...below: readonly string[]) => allow('WriteObjects', ['s3:PutObject'], parts.objects(...below));
  const remove = (...below: readonly string[]) => allow('DeleteObjects', ['s3:DeleteObject'], parts.objects(...below));
  /** An absent object is 404 only to those who may list. */
  const list = (...below: readonly string[]) =>
    allow('ListObjects', ['s3:ListBucket'], bucket, { StringLike: { 's3:prefix': parts.prefixes(...below) } });
  const versions = (...below: readonly string[]) => [
    allow('ReadVersions', ['s3:GetObjectVersion'], parts.objects(...below)),
    allow('ListVersions', ['s3:ListBucketVersions'], bucket, { StringLike: { 's3:prefix': parts.prefixes(...below) } }),
  ];
  const start = (name: string) => allow('Start', ['states:StartExecution'], stateMachine(name));
  const listExecutions = (...names: readonly string[]) =>
    allow('ListExecutions', ['states:ListExecutions'], names.map(stateMachine));
  const describe = (...names: readonly string[]) =>
    allow('DescribeExecutions', ['states:DescribeExecution'], names.map(executions));
  const measure = (...queues: readonly string[]) => allow('MeasureQueues', ['sqs:GetQueueAttributes'], queues);
  const trees = ['records/', 'labels/', 'exports/', 'native/', 'classes/'];
  const findQueues = allow('FindQueues', ['sqs:GetQueueUrl'], [labelEvents, deadLetters]);
  /** Letters that were looked at are given back. */
  const lookAtLetters = allow('LookAtLetters', ['sqs:ReceiveMessage', 'sqs:ChangeMessageVisibility'], deadLetters);
  const lookThrough = [findQueues, measure(deadLetters), lookAtLetters];
  const sendEvents = allow('SendEvents', ['sqs:SendMessage'], labelEvents);
  const deleteLetters = allow('DeleteLetters', ['sqs:DeleteMessage'], deadLetters);
  const status = [
    find,
    measure(labelEvents, deadLetters),
    listExecutions('export-labels'),
    allow('ReadMetrics', ['cloudwatch:GetMetricData', 'cloudwatch:DescribeAlarms'], '*'),
  ];
  return {
    status,
    /** What its page does: of the other commands, what they do without looking at an execution. */
    console: [
      ...status,
      ...lookThrough,
      sendEvents,
      deleteLetters,
      list('records/', 'labels/', 'exports/', 'native/', 'classes/', 'releases/'),
      read('records/', 'labels/', 'exports/', 'native/', 'classes/', 'releases/'),
      ...versions('records/'),
      describe('build-release'),
    ],
    trace: [
      find,
      read('records/', 'labels/', 'exports/', 'native/'),
      list('records/', 'labels/', 'exports/', 'native/'),
      ...versions('records/'),
      ...lookThrough,
      listExecutions('export-labels'),
      describe('export-labels'),
    ],
    cat: [find, read(...trees), list(...trees)],
    env: [find],
    labels: [find, list('records/', 'labels/'), read('records/', 'labels/')],
    'dlq list': lookThrough,
    'dlq show': lookThrough,
    'dlq replay': [...lookThrough, sendEvents, deleteLetters],
    'dlq purge': [...lookThrough, deleteLetters],
    'dlq restore': [findQueues, sendEvents],
    doctor: [
      find,
      measure(labelEvents, deadLetters),
      listExecutions('export-labels'),
      describe('export-labels'),
      allow('ReadSecrets', ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'], secrets),
      read('staging/doctor-', 'owner.json'),
      write('staging/doctor-', 'owner.json'),
      remove('staging/doctor-'),
      list('staging/doctor-', 'sync/projects/', 'rescued/'),
      allow(
        'ReadSettings',
        ['s3:GetLifecycleConfiguration', 's3:GetBucketVersioning', 's3:GetEncryptionConfiguration'],
        bucket,
      ),
      allow('ReadSubscriptions', ['sns:ListSubscriptionsByTopic'], topic),
      allow('ReadFunctions', ['lambda:GetFunctionConfiguration'], functions),
      allow(
        'ReadAccount',
        ['lambda:GetAccountSettings', 'lambda:ListEventSourceMappings', 'cloudwatch:GetMetricStatistics'],
        '*',
      ),
      allow('JudgeRoles', ['iam:SimulatePrincipalPolicy'], roles),
    ],
    sync: [
      find,
      start('sync-connection'),
      listExecutions('sync-connection'),
      describe('sync-connection'),
      read('sync/runs/'),
      list('sync/runs/'),
    ],
    'release create': [
      find,
      list('labels/', 'releases/'),
      read('releases/'),
      write('releases/'),
      start('build-release'),
      describe('build-release'),
    ],
    'release list': [find, list('releases/'), read('releases/'), describe('build-release')],
    'release show': [find, list('releases/'), read('releases/'), describe('build-release')],
    'release diff': [find, list('releases/'), read('releases/')],
    'release delete': [find, list('releases/'), read('releases/'), remove('releases/'), describe('build-release')],
    pull: [find, list('releases/'), read('releases/')],
    preview: [
      find,
      list('records/', 'labels/', 'exports/', 'classes/'),
      read('records/', 'labels/', 'exports/', 'classes/'),
      ...versions('records/', 'labels/', 'exports/'),
    ],
    connect: [
      find,
      allow('StoreSecrets', ['secretsmanager:GetSecretValue', 'secretsmanager:PutSecretValue'], secrets),
      read('records/'),
      describe('export-labels'),
    ],
  };
}

/** One policy of several commands: statements of one Sid, resource and condition are one. */
export function merged(statements: readonly Statement[]): Statement[] {
  const bySubject = Map.groupBy(statements, ({ Resource, Condition }) => JSON.stringify([Resource, Condition]));
  const joined = [...bySubject.values()].flatMap(([first, ...others]) =>
    first ? [{ ...first, Action: [...new Set([first, ...others].flatMap(({ Action }) => Action))] }] : [],
  );
  const names = new Map<string, number>();
  return joined.map((statement) => {
    const count = (names.get(statement.Sid) ?? 0) + 1;
    names.set(statement.Sid, count);
    return count === 1 ? statement : { ...statement, Sid: `${statement.Sid}${count}` };
  });
}
