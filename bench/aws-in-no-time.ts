import { createHash, randomUUID } from 'node:crypto';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient, type SQSClientConfig } from '@aws-sdk/client-sqs';

const md5 = (text: string) => createHash('md5').update(text).digest('hex');

/** The real client down to the wire, where SQS takes every message at once. It checks the MD5 of each, so SQS has to give it. */
export function instantSqs(): SQSClient {
  const requestHandler = {
    handle: async ({ body }: { body: Uint8Array }) => {
      const { Entries } = JSON.parse(new TextDecoder().decode(body)) as {
        Entries: { Id: string; MessageBody: string }[];
      };
      const Successful = Entries.map(({ Id, MessageBody }) => ({
        Id,
        MessageId: randomUUID(),
        MD5OfMessageBody: md5(MessageBody),
      }));
      const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': randomUUID() };
      return { response: { statusCode: 200, headers, body: Buffer.from(JSON.stringify({ Successful, Failed: [] })) } };
    },
  };
  return new SQSClient({
    region: 'eu-central-1',
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
    requestHandler: requestHandler as unknown as NonNullable<SQSClientConfig['requestHandler']>,
  });
}

/** A secret that was never rotated: no AWSPREVIOUS. */
export function instantSecrets(value: string): Pick<SecretsManagerClient, 'send'> {
  const send = async ({ input }: { input: { VersionStage?: string } }) => {
    if (input.VersionStage === 'AWSCURRENT') return { SecretString: value };
    throw Object.assign(new Error('No such version.'), { name: 'ResourceNotFoundException' });
  };
  return { send } as unknown as Pick<SecretsManagerClient, 'send'>;
}
