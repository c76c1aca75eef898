import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Deployed } from '../../cli/doctor/check.ts';
import { functionRights } from '../../cli/doctor/function-rights.ts';
import type { Stack } from '../../cli/stack.ts';
import { accountId, arnOf, region } from '../../local/aws/account.ts';
import { bucket, queues } from '../../local/aws/resources.ts';
import type { AwsCall } from '../../local/aws-calls.ts';
import { type FunctionName, functionNames } from '../../local/pipeline.ts';
import { grantsOfRole, isAbout, requestsOf } from '../structure/deployed-access.ts';
import { type AccessRequest, decide, grantText } from '../structure/iam-policy.ts';
import { inCompanyAccount, type Package, packageService, packagingMilliseconds } from '../structure/package-service.ts';
import { buildRelease, exportLabels, functionsOf } from '../structure/state-machine.ts';
import { type EverythingThatHappened, everythingThatHappens } from './everything-that-happens.ts';

const { bucketPrefix } = inCompanyAccount;

type Role = FunctionName | 'exportLabels' | 'buildRelease';
const stateMachines = ['exportLabels', 'buildRelease'] as const;
const roles: readonly Role[] = [...functionNames, ...stateMachines];

/** Grants that none of our calls uses, and who uses them. */
const usedByAws: readonly { roles: readonly Role[]; actions: RegExp; why: string }[] = [
  {
    roles: functionNames,
    actions: /^logs:(CreateLogStream|PutLogEvents)$/,
    why: 'Lambda writes what a function prints.',
  },
  { roles, actions: /^xray:Put/, why: 'Lambda and Step Functions send the traces.' },
  { roles: ['startExport'], actions: /^sqs:GetQueueAttributes$/, why: 'The event source mapping scales by it.' },
  {
    roles: stateMachines,
    actions: /^states:(StartExecution|DescribeExecution|StopExecution)$/,
    why: 'A distributed Map starts, watches and stops its children; this machine runs them inside their parent.',
  },
  {
    roles: ['syncLabels'],
    actions: /^s3:DeleteObject$/,
    why: 'A file that no record names, or an entry of a list that none confirms, is removed when it is an hour old, and no test waits for that.',
  },
  {
    roles: ['surveyBatch'],
    actions: /^s3:GetObjectVersion$/,
    why: 'A label that changed is read as it was when it was pinned; no test here changes one while a release is built.',
  },
  {
    roles: ['assembleFile', 'finishRelease'],
    actions: /^s3:AbortMultipartUpload$/,
    why: 'The parts of an upload that failed are removed.',
  },
  {
    roles: ['buildRelease'],
    actions: /^events:PutEvents$/,
    why: 'Step Functions announces a release itself; on this machine without a request.',
  },
  {
    roles: ['fetchLabels', 'syncLabels'],
    actions: /^ec2:/,
    why: 'Lambda attaches the function to the network; the function itself is denied it.',
  },
  { roles: stateMachines, actions: /^logs:/, why: 'Step Functions delivers its own log.' },
  { roles: stateMachines, actions: /^xray:GetSampling/, why: 'Step Functions asks which executions to trace.' },
];

let made: Package;
let happened: EverythingThatHappened;
beforeAll(async () => {
  made = packageService(inCompanyAccount);
  happened = await everythingThatHappens();
}, packagingMilliseconds * 2);
afterAll(() => happened?.stop()); // undefined where a case did not end as it should

/** Whose role answers for a call that no function made: AWS's own, or nobody's, where the test itself looks on. */
function roleOf(call: AwsCall): Role | undefined {
  if (call.caller) return call.caller;
  const { operation } = call;
  if (isAbout('events', call) && /^(ReceiveMessage|DeleteMessageBatch)$/.test(operation)) return 'startExport';
  if (operation === 'GetObject' && /staging\/releases\/[^/]+\/plan\//.test(String(call.input.Key)))
    return 'buildRelease';
  if (operation === 'SendMessage') return 'exportLabels'; // the functions and this test send in batches
  return undefined;
}

/** What each role was asked for, each thing once. */
function asked(role: Role): AccessRequest[] {
  const own = happened.calls
    .filter((call) => roleOf(call) === role)
    .flatMap((call) => requestsOf(call, inCompanyAccount));
  const invocations = (invokedBy[role] ?? [])
    .filter((name) => happened.pipeline.steps(name).length > 0)
    .map((name) => ({ action: 'lambda:InvokeFunction', resource: arnOf.function(`labelwire-dev-${name}`) }));
  return [...new Map([...own, ...invocations].map((request) => [JSON.stringify(request), request])).values()];
}

const invokedBy: { readonly [Of in Role]?: readonly FunctionName[] } = {
  exportLabels: functionsOf(exportLabels),
  buildRelease: functionsOf(buildRelease),
};

const roleName = (role: Role) => `${role.charAt(0).toUpperCase()}${role.slice(1)}Role`;
const grantsFor = (role: Role) => grantsOfRole(made, roleName(role));
const isUsedByAws = (role: Role, action: string) =>
  usedByAws.some((use) => use.roles.includes(role) && use.actions.test(action));

it('every function of the template runs in this pipeline', () => {
  const packaged = Object.keys(made.archives);
  expect(packaged.toSorted()).toEqual([...functionNames].toSorted());
});

describe.each(roles)('the role of %s', (role) => {
  it('allows every call that was made under it', () => {
    const requests = asked(role);
    expect(requests.length).toBeGreaterThan(0);
    const refused = requests.filter((request) => decide(grantsFor(role), request).decision !== 'allowed');
    expect(refused).toEqual([]);
  });

  it('grants nothing that no call needed, and AWS does not need itself', () => {
    const requests = asked(role);
    const unused = grantsFor(role)
      .filter(({ action }) => !isUsedByAws(role, action))
      .filter((grant) => !requests.some((request) => decide([grant], request).decision === 'allowed'));
    expect(unused.map(grantText)).toEqual([]);
  });

  it('would be missed: without any one grant that is used, some call is refused', () => {
    const requests = asked(role);
    const grants = grantsFor(role).filter(({ action }) => !isUsedByAws(role, action));
    const spare = grants.filter((grant) => {
      const rest = grants.filter((other) => other !== grant);
      return requests.every((request) => decide(rest, request).decision === 'allowed');
    });
    expect(spare.map(grantText)).toEqual([]);
  });
});

it('grants every right that `labelwire doctor` asks of a function', () => {
  const queueUrl = (name: string) => `https://sqs.${region}.amazonaws.com/${accountId}/labelwire-dev-${name}`;
  const stack = {
    bucket,
    bucketPrefix,
    labelEventsQueueUrl: queueUrl(queues.events),
    deadLetterQueueUrl: queueUrl(queues.deadLetters),
    stateMachineArn: arnOf.stateMachine('labelwire-dev-export-labels'),
  } as Stack;
  const secret = (use: string, keyArn = inCompanyAccount.secretsKmsKeyArn) => ({
    arn: arnOf.secret(`labelwire/dev/labelbox/${use}`, 'AbCdEf'),
    keyArn,
  });
  const deployed = { stack, region } as Deployed;
  const asked = functionRights(deployed, {
    webhookSecrets: [secret('webhook')],
    apiSecrets: [secret('api')],
    keyArn: inCompanyAccount.kmsKeyArn,
    queueKeyArns: new Map(
      [stack.labelEventsQueueUrl, stack.deadLetterQueueUrl].map((url) => [url, inCompanyAccount.queuesKmsKeyArn]),
    ),
  });
  expect(Object.keys(asked).toSorted()).toEqual([...functionNames].toSorted());
  const refused = functionNames.flatMap((name) =>
    (asked[name] ?? [])
      .filter((right) => decide(grantsFor(name), right).decision !== 'allowed')
      .map(({ action, resource }) => `${name}: ${action} ${resource}`),
  );
  expect(refused).toEqual([]);
});

it('excuses no grant that nobody has, or that a call uses', () => {
  for (const { roles: excused, actions, why } of usedByAws) {
    for (const role of excused) {
      const grants = grantsFor(role).filter(({ action }) => actions.test(action));
      expect(grants.length, `${role}: ${why}`).toBeGreaterThan(0);
      const requests = asked(role);
      const used = grants.filter((grant) => requests.some((request) => decide([grant], request).by.length > 0));
      expect(used.map(grantText), `${role}: ${why}`).toEqual([]);
    }
  }
});

it('judges the calls of every function, and leaves out none but the test’s own', () => {
  const callers = new Set(happened.calls.map(({ caller }) => caller));
  expect([...functionNames].filter((name) => !callers.has(name))).toEqual([]);
  const left = happened.calls.filter((call) => roleOf(call) === undefined);
  // Setting up, looking at the bucket, holding and replaying letters, starting one execution by hand.
  expect([...new Set(left.map(({ operation }) => operation))].toSorted()).toEqual(
    expect.arrayContaining(['CreateBucket', 'PutObject', 'StartExecution']),
  );
  const strange = left.filter(
    ({ operation, input }) =>
      operation === 'PutObject' && !/locked|\/encord\/plain|\/late\.json$/.test(String(input.Key)),
  );
  expect(strange).toEqual([]);
});
