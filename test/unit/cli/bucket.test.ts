import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bucketOf } from '../../../cli/bucket.ts';
import { stackOf } from '../../../cli/stack.ts';
import { bucketOutputs, bucketVariables } from '../../../deploy/bucket-terms.ts';
import { bucket } from '../../../lib/runtime/storage.ts';
import { type HttpServer, serve } from '../../../local/http-server.ts';

const chosen = {
  bucketEncryption: 'aws:kms',
  kmsKeyArn: 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
  bucketOwner: '111122223333',
} as const;
const object = { key: 'records/a.json', bytes: Buffer.from('{}'), contentType: 'application/json' };

/** The outputs of a stack that chose these; each names itself where its value plays no part. */
const described = () => {
  const others = ['WebhookUrl', 'LabelEventsQueueUrl', 'DeadLetterQueueUrl', 'StateMachineArn', 'SyncStateMachineArn'];
  const outputs = [...others, 'Reconcile', 'SecretsPrefix', 'BucketName'].map((name) => [name, name]);
  const terms = Object.entries(bucketOutputs(chosen)).map(([name, { Value }]) => [name, Value]);
  const members = [...outputs, ['BucketUri', 's3://BucketName/'], ...terms].map(
    ([name, value]) => `<member><OutputKey>${name}</OutputKey><OutputValue>${value}</OutputValue></member>`,
  );
  return `<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackName>s</StackName><Outputs>${members.join('')}</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>`;
};

describe('a deployment whose bucket is strict', () => {
  const environment = process.env;
  let aws: HttpServer;
  let put: Headers | undefined;
  beforeEach(async () => {
    put = undefined;
    aws = await serve(async (request) => {
      if (request.method === 'PUT') put = request.headers;
      return request.method === 'PUT'
        ? new Response('')
        : new Response(described(), { headers: { 'content-type': 'text/xml' } });
    });
    process.env = {
      ...environment,
      AWS_ENDPOINT_URL: aws.url,
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'a',
      AWS_SECRET_ACCESS_KEY: 'b',
    };
  });
  afterEach(async () => {
    process.env = environment;
    await aws.close();
  });
  const expectTerms = () => {
    expect(put?.get('x-amz-server-side-encryption')).toBe('aws:kms');
    expect(put?.get('x-amz-server-side-encryption-aws-kms-key-id')).toBe(chosen.kmsKeyArn);
    expect(put?.get('x-amz-expected-bucket-owner')).toBe(chosen.bucketOwner);
  };

  it('is written to on its terms by a function', async () => {
    Object.assign(process.env, { BUCKET: 'labels', ...bucketVariables(chosen) });
    await bucket().put(object);
    expectTerms();
  });

  it('is written to on its terms by the command line', async () => {
    await bucketOf(await stackOf({ stage: 'prod' })).put(object);
    expectTerms();
  });

  it('says nothing of a key that its encryption does not use', () => {
    expect(bucketVariables({ ...chosen, bucketEncryption: 'AES256' })).toEqual({
      BUCKET_ENCRYPTION: 'AES256',
      BUCKET_OWNER: '111122223333',
    });
    expect(bucketVariables({ bucketEncryption: '', kmsKeyArn: '', bucketOwner: '' })).toEqual({});
  });
});
