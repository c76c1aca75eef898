import { beforeAll, describe, expect, it } from 'vitest';
import configuration from '#configuration';
import { formats } from '../../lib/formats/formats.ts';
import {
  listed,
  type Package,
  packageService,
  packagingMilliseconds,
  type Resource,
  render,
  statementsOf,
} from '../structure/package-service.ts';

const pascalCase = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);
/** The connections of the packaged configuration. */
const connections = Object.keys(configuration.platforms);
const secrets = (use: string) => connections.map((id) => `${id.split('-').map(pascalCase).join('')}${use}Secret`);

const states = `arn:\${AWS::Partition}:states:\${AWS::Region}:\${AWS::AccountId}`;
const tree = (...names: string[]) => names.map((name) => `arn:\${AWS::Partition}:s3:::Bucket/${name}/*`);
const seeAbsent = { 's3:ListBucket': [`arn:\${AWS::Partition}:s3:::Bucket`] };

const rescue = {
  'states:DescribeExecution': [`${states}:execution:labelwire-dev-export-labels:*`],
  's3:GetObject': tree('records', 'rescued'),
  's3:PutObject': tree('records', 'units', 'rescued'),
  ...seeAbsent,
  'sqs:SendMessage': ['LabelEvents.Arn', 'LabelEventsDeadLetters.Arn'],
};

/** All that each function may do, its own logs apart. */
const grants: Record<string, Record<string, string[]>> = {
  receiveWebhook: { 'secretsmanager:GetSecretValue': secrets('Webhook'), 'sqs:SendMessage': ['LabelEvents.Arn'] },
  startExport: {
    'sqs:ReceiveMessage': ['LabelEvents.Arn'],
    'sqs:DeleteMessage': ['LabelEvents.Arn'],
    'sqs:GetQueueAttributes': ['LabelEvents.Arn'],
    'states:StartExecution': ['ExportLabels'],
    'sqs:SendMessage': ['LabelEventsDeadLetters.Arn'],
    's3:GetObject': tree('records'),
    's3:PutObject': tree('records', 'units'),
    ...seeAbsent,
  },
  fetchLabels: {
    'secretsmanager:GetSecretValue': secrets('Api'),
    's3:GetObject': tree('classes', 'records', 'units'),
    's3:PutObject': tree('staging', 'classes', 'records'),
    'sqs:SendMessage': ['LabelEvents.Arn'],
    ...seeAbsent,
  },
  transformLabel: {
    's3:GetObject': tree('staging', 'classes'),
    's3:PutObject': tree('staging'),
    ...seeAbsent,
  },
  writeExport: {
    's3:GetObject': tree('staging', 'records', 'units', 'exports', 'labels', 'native'),
    's3:PutObject': tree('records', 'units', 'exports', 'labels', 'native'),
    's3:DeleteObject': tree('units', 'exports', 'labels', 'native'),
    ...seeAbsent,
    'sqs:SendMessage': ['LabelEvents.Arn'],
  },
  syncLabels: {
    'secretsmanager:GetSecretValue': secrets('Api'),
    's3:GetObject': tree('records', 'units', 'sync', 'exports', 'labels', 'native'),
    's3:PutObject': tree('sync'),
    's3:DeleteObject': tree('units', 'exports', 'labels', 'native'),
    ...seeAbsent,
    'states:StartExecution': ['ExportLabels'],
    'states:DescribeExecution': [`${states}:execution:labelwire-dev-export-labels:*`],
  },
  planRelease: {
    's3:GetObject': tree('releases'),
    's3:PutObject': tree('releases', 'staging'),
    ...seeAbsent,
  },
  surveyBatch: {
    's3:GetObject': tree('labels', 'releases', 'staging'),
    's3:GetObjectVersion': tree('labels'),
    's3:ListBucketVersions': [`arn:\${AWS::Partition}:s3:::Bucket`],
    's3:PutObject': tree('releases', 'staging'),
    ...seeAbsent,
  },
  settleRelease: {
    's3:GetObject': tree('releases', 'staging', 'classes'),
    's3:PutObject': tree('staging'),
    ...seeAbsent,
  },
  writeBatch: {
    's3:GetObject': tree('releases', 'staging'),
    's3:PutObject': tree('releases', 'staging'),
    ...seeAbsent,
  },
  assembleFile: {
    's3:GetObject': tree('releases', 'staging'),
    's3:PutObject': tree('releases', 'staging'),
    's3:AbortMultipartUpload': tree('releases'),
    ...seeAbsent,
  },
  finishRelease: {
    's3:GetObject': tree('releases', 'staging'),
    's3:PutObject': tree('releases'),
    's3:AbortMultipartUpload': tree('releases'),
    ...seeAbsent,
  },
  rescueExecution: rescue,
  sweepExecutions: { ...rescue, 'states:ListExecutions': ['ExportLabels'] },
};
const functions = Object.keys(grants);

const stateMachineGrants: Record<string, string[]> = {
  'lambda:InvokeFunction': ['FetchLabels', 'TransformLabel', 'WriteExport'].map((step) => `${step}LambdaFunction.Arn`),
  'sqs:SendMessage': ['LabelEvents.Arn', 'LabelEventsDeadLetters.Arn'],
  'states:StartExecution': [`${states}:stateMachine:labelwire-dev-export-labels`],
  'states:DescribeExecution': [`${states}:execution:labelwire-dev-export-labels:*`],
  'states:StopExecution': [`${states}:execution:labelwire-dev-export-labels:*`],
  ...Object.fromEntries(
    ['Create', 'Get', 'Update', 'Delete'].map((verb) => [`logs:${verb}LogDelivery`, ['*']] as const),
  ),
  'logs:ListLogDeliveries': ['*'],
  'logs:PutResourcePolicy': ['*'],
  'logs:DescribeResourcePolicies': ['*'],
  'logs:DescribeLogGroups': ['*'],
};

/** Action → resources, of every Allow of a role. */
function allowedBy(role: Resource): Record<string, string[]> {
  const allowed: Record<string, string[]> = {};
  for (const { Effect, Action, Resource: resources } of statementsOf(role)) {
    expect(Effect).toBe('Allow');
    for (const action of listed(Action)) allowed[action] = [...(allowed[action] ?? []), ...listed(resources)];
  }
  return allowed;
}

let made: Package;
beforeAll(() => {
  made = packageService();
}, packagingMilliseconds);
const roleOf = (name: string) => made.resource(`${pascalCase(name)}Role`);

describe.each(functions)('the function %s', (name) => {
  it('may do what its table says, and no more', () => {
    expect(render(made.resource(`${pascalCase(name)}LambdaFunction`).Properties.Role)).toBe(
      `${pascalCase(name)}Role.Arn`,
    );
    const logs = [`${pascalCase(name)}LogGroup.Arn`];
    expect(allowedBy(roleOf(name))).toEqual({
      ...grants[name],
      'logs:CreateLogStream': logs,
      'logs:PutLogEvents': logs,
    });
  });

  it('may ask whether an object is there only in the trees it reads', () => {
    const statements = statementsOf(roleOf(name));
    const prefixes = statements
      .filter(({ Action }) => Action.includes('s3:ListBucket'))
      .flatMap(({ Condition }) => Condition?.StringLike?.['s3:prefix'] ?? 'no condition');
    // The build of a release begins with a list of the labels, and reads none of them yet.
    const read = name === 'planRelease' ? tree('labels') : (grants[name]?.['s3:GetObject'] ?? []);
    const trees = read.map((arn) => arn.replace(/^[^/]*\//, ''));
    expect(prefixes).toEqual(trees);
  });
});

it('lets the state machine do what its table says, and no more', () => {
  expect(render(made.resource('ExportLabels').Properties.RoleArn)).toBe('ExportLabelsRole.Arn');
  expect(allowedBy(roleOf('exportLabels'))).toEqual(stateMachineGrants);
});

it('lets a sync do what its table says, and no more', () => {
  const { 'lambda:InvokeFunction': _steps, 'sqs:SendMessage': _sends, ...others } = stateMachineGrants;
  const logs = Object.fromEntries(Object.entries(others).filter(([action]) => action.startsWith('logs:')));
  expect(allowedBy(roleOf('syncConnection'))).toEqual({
    'lambda:InvokeFunction': ['SyncLabelsLambdaFunction.Arn'],
    ...logs,
  });
  expect(allowedBy(roleOf('reconcile'))).toEqual({ 'states:StartExecution': ['SyncConnection'] });
});

it('lets the build of a release do what its table says, and no more', () => {
  const { 'sqs:SendMessage': _sends, ...others } = stateMachineGrants;
  const ofThisOne = (resources: readonly string[]) =>
    resources.map((resource) => resource.replace('labelwire-dev-export-labels', 'labelwire-dev-build-release'));
  const steps = ['PlanRelease', 'SurveyBatch', 'SettleRelease', 'WriteBatch', 'AssembleFile', 'FinishRelease'];
  expect(allowedBy(roleOf('buildRelease'))).toEqual({
    ...Object.fromEntries(Object.entries(others).map(([action, resources]) => [action, ofThisOne(resources)])),
    'lambda:InvokeFunction': steps.map((step) => `${step}LambdaFunction.Arn`),
    's3:GetObject': tree('staging/releases'),
    'events:PutEvents': [`arn:\${AWS::Partition}:events:\${AWS::Region}:\${AWS::AccountId}:event-bus/default`],
  });
});

it('has these functions, these roles and no other', () => {
  const named = (type: string) =>
    made
      .ofType(type)
      .map(([name]) => name)
      .toSorted();
  expect(named('AWS::Lambda::Function')).toEqual(
    functions.map((name) => `${pascalCase(name)}LambdaFunction`).toSorted(),
  );
  expect(named('AWS::IAM::Role')).toEqual(
    [...functions, 'exportLabels', 'syncConnection', 'buildRelease', 'reconcile']
      .map((name) => `${pascalCase(name)}Role`)
      .toSorted(),
  );
  const types = Object.values(made.template.Resources).map(({ Type }) => Type);
  expect(types.filter((type) => /^AWS::IAM::/.test(type) && type !== 'AWS::IAM::Role')).toEqual([]);
});

describe('permissions', () => {
  it('are written out in the roles: no managed policy, no wildcard in an action', () => {
    for (const [name, role] of made.ofType('AWS::IAM::Role')) {
      expect(role.Properties.ManagedPolicyArns, name).toBeUndefined();
      expect(
        Object.keys(allowedBy(role)).filter((action) => action.includes('*')),
        name,
      ).toEqual([]);
    }
  });

  it('give the reason for every wildcard in a resource, and no reason for nothing', () => {
    for (const [name, role] of made.ofType('AWS::IAM::Role')) {
      const wild = statementsOf(role)
        .filter(({ Resource: resources, Condition }) => /\*/.test(listed(resources).join() + JSON.stringify(Condition)))
        .map(({ Sid }) => Sid);
      const reasons = role.Metadata?.WildcardReasons as Record<string, string>;
      expect(Object.keys(reasons).toSorted(), name).toEqual(wild.toSorted());
      for (const reason of Object.values(reasons)) expect(reason).toMatch(/\w+ \w+ \w+/);
    }
  });

  it('open nothing to strangers but the webhook', () => {
    const open = made.ofType('AWS::Lambda::Permission').filter(([, { Properties }]) => Properties.Principal === '*');
    expect(open.length).toBeGreaterThan(0);
    for (const [, { Properties }] of open) {
      expect(render(Properties.FunctionName)).toBe('ReceiveWebhookLambdaFunction.Arn');
      expect(Properties.FunctionUrlAuthType === 'NONE' || Properties.InvokedViaFunctionUrl).toBe(true);
    }
    for (const [name, policy] of Object.entries(made.template.Resources).filter(([, { Type }]) =>
      /Policy$/.test(Type),
    )) {
      const toAll = statementsOf(policy).filter(
        ({ Effect, Principal }) => Effect === 'Allow' && JSON.stringify(Principal).includes('*'),
      );
      expect(toAll, name).toEqual([]);
    }
  });
});

it('lets writeExport write the trees of every format', () => {
  const written = (grants.writeExport?.['s3:PutObject'] ?? []).map((arn) => arn.replace(/^[^/]*\/|\*$/g, ''));
  for (const { id, root: formatRoot } of Object.values(formats)) {
    expect(
      written.some((granted) => `${formatRoot}/`.startsWith(granted)),
      id,
    ).toBe(true);
  }
});
