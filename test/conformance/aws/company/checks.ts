import assert from 'node:assert/strict';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { HeadObjectCommand } from '@aws-sdk/client-s3';
import { DescribeSecretCommand } from '@aws-sdk/client-secrets-manager';
import { ListTagsForResourceCommand, SNSClient } from '@aws-sdk/client-sns';
import { GetQueueAttributesCommand, ListQueueTagsCommand } from '@aws-sdk/client-sqs';
import type { Deployment } from '../deployment.ts';
import { type Demands, rolePath, tags } from './demands.ts';

type Tag = { readonly Key?: string | undefined; readonly Value?: string | undefined };
const ofList = (list: readonly Tag[] = []) =>
  Object.fromEntries(list.filter(({ Key = '' }) => Key in tags).map(({ Key = '', Value }) => [Key, Value]));

/** As IAM has them, by the outputs of the stack. */
export async function roles(on: Deployment): Promise<string> {
  const iam = new IAMClient();
  const arns = Object.entries(on.outputs).filter(([name]) => name.endsWith('RoleArn'));
  assert(arns.length >= 18, `Only ${arns.length} outputs name roles.`);
  for (const [name, arn] of arns) {
    assert(arn.includes(`:role${rolePath}`), `${name} is ${arn}.`);
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: arn.split('/').at(-1) ?? '' }));
    assert.equal(Role?.Path, rolePath, name);
    assert.deepEqual(ofList(Role?.Tags), tags, name);
  }
  iam.destroy();
  return `${arns.length} roles`;
}

/** As the services themselves name the key and the tags. */
export async function keys(on: Deployment, { keyArn }: Demands): Promise<string> {
  const [sns, logs] = [new SNSClient(), new CloudWatchLogsClient()];
  for (const output of ['LabelEventsQueueUrl', 'DeadLetterQueueUrl']) {
    const QueueUrl = on.output(output);
    const { Attributes } = await on.sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['All'] }));
    assert.equal(Attributes?.KmsMasterKeyId, keyArn, output);
    const { Tags = {} } = await on.sqs.send(new ListQueueTagsCommand({ QueueUrl }));
    assert.deepEqual(ofList(Object.entries(Tags).map(([Key, Value]) => ({ Key, Value }))), tags, output);
  }
  const secretIds = on.platforms.flatMap(({ id }) => [`${id}/api`, `${id}/webhook`]);
  for (const SecretId of secretIds.map((name) => `${on.output('SecretsPrefix')}/${name}`)) {
    const { KmsKeyId, Tags } = await on.secrets.send(new DescribeSecretCommand({ SecretId }));
    assert.equal(KmsKeyId, keyArn, SecretId);
    assert.deepEqual(ofList(Tags), tags, SecretId);
  }
  const { Tags } = await sns.send(new ListTagsForResourceCommand({ ResourceArn: on.output('AlarmTopicArn') }));
  assert.deepEqual(ofList(Tags), tags, 'topic');
  const logGroupNamePrefix = `/aws/lambda/${on.service.stack}`;
  const { logGroups = [] } = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix }));
  assert(logGroups.length > 0);
  for (const { logGroupName, kmsKeyId } of logGroups) assert.equal(kmsKeyId, keyArn, logGroupName);
  sns.destroy();
  logs.destroy();
  return `2 queues, ${secretIds.length} secrets, ${logGroups.length} log groups`;
}

/** Every object says that it was encrypted by the key that its PUT named. */
export async function objects(on: Deployment, { keyArn }: Demands): Promise<string> {
  const names = await on.keys();
  assert(names.length > 0, 'The bucket is empty.');
  for (const Key of names) {
    const found = await on.s3.send(new HeadObjectCommand({ Bucket: on.bucket, Key: on.prefix + Key }));
    assert.deepEqual([found.ServerSideEncryption, found.SSEKMSKeyId], ['aws:kms', keyArn], Key);
  }
  return `${names.length} objects`;
}

/** The command line finds in the outputs how the bucket wants to be asked. */
export async function commands(on: Deployment): Promise<string> {
  const [platform] = on.platforms;
  assert(platform);
  const { code, stdout, stderr } = await on.labelwire('trace', platform.labels.at(-1)?.label ?? '', '--json');
  assert.equal(code, 0, stderr);
  assert.match(stdout, /"exported"/);
  return 'labelwire trace finds an exported label';
}
