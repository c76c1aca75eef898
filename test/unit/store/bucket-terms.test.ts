import { S3Client } from '@aws-sdk/client-s3';
import { expect, it } from 'vitest';
import { type BucketTerms, underTerms } from '../../../lib/store/bucket-terms.ts';
import { objectStore } from '../../../lib/store/object-store.ts';

const kmsKeyArn = 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';

/** What S3 is sent, header by header, by everything that a store does. */
async function requestsUnder(terms: BucketTerms) {
  const sent: { what: string; headers: Readonly<Record<string, string>> }[] = [];
  const s3 = new S3Client({
    region: 'eu-central-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
  });
  s3.middlewareStack.add(
    (_next, { commandName = '' }) =>
      async ({ request }) => {
        sent.push({ what: commandName, headers: (request as { headers: Record<string, string> }).headers });
        throw Object.assign(new Error('Nobody answers.'), { name: 'AccessDenied', $metadata: { httpStatusCode: 403 } });
      },
    { step: 'finalizeRequest', name: 'record' },
  );
  const store = objectStore(underTerms(s3, terms), 'labels-of-ours');
  const object = { key: 'records/a.json', bytes: Buffer.from('{}'), contentType: 'application/json' };
  async function* chunks() {
    yield Buffer.alloc(9 * 1024 * 1024);
  }
  const all = [
    store.put(object),
    store.putIf(object, { ifAbsent: true }),
    store.putParts({ key: 'releases/a.tar', contentType: 'application/x-tar' }, chunks()),
    store.get(object.key),
    store.head(object.key),
    store.list('records/'),
    store.deleteIf(object.key, '"etag"'),
    store.deleteAll([object.key]),
  ];
  await Promise.allSettled(all);
  return sent;
}

const encryptionIn = (headers: Readonly<Record<string, string>>) =>
  Object.entries(headers).filter(([name]) => name.startsWith('x-amz-server-side-encryption'));

it('every write names the encryption and its key, and no read does', async () => {
  const sent = await requestsUnder({ encryption: 'aws:kms', kmsKeyArn });
  const writes = sent.filter(({ what }) => /Put|Create/.test(what));
  expect(new Set(writes.map(({ what }) => what))).toEqual(
    new Set(['PutObjectCommand', 'CreateMultipartUploadCommand']),
  );
  for (const { what, headers } of sent) {
    expect(encryptionIn(headers), what).toEqual(
      writes.some((write) => write.what === what)
        ? [
            ['x-amz-server-side-encryption', 'aws:kms'],
            ['x-amz-server-side-encryption-aws-kms-key-id', kmsKeyArn],
          ]
        : [],
    );
  }
});

it('every request names the owner of the bucket', async () => {
  const sent = await requestsUnder({ owner: '111122223333' });
  expect(sent.length).toBeGreaterThanOrEqual(8);
  for (const { what, headers } of sent) expect(headers['x-amz-expected-bucket-owner'], what).toBe('111122223333');
});

it('without terms no request says anything of them', async () => {
  for (const { what, headers } of await requestsUnder({}))
    expect(Object.keys(headers).join(), what).not.toMatch(/server-side-encryption|expected-bucket-owner/);
});
