import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { Request } from './fauxqs-routes.ts';

/** A write of S3, and the ETag of the object at its key. */
export type Write = Pick<Request, 'headers' | 'body'> & {
  readonly method: string;
  readonly key: string;
  readonly etag: string | undefined;
};
export type Refusal = { readonly status: number; readonly code: string; readonly message: string };
type Rule = { readonly refusal: Refusal; readonly broken: (write: Write) => boolean };

/** Why S3 refuses a write, in the order in which it looks; undefined when it takes it. */
export const refusalOf = (write: Write): Refusal | undefined => rules.find(({ broken }) => broken(write))?.refusal;

const unquoted = (etag: string) => etag.replaceAll('"', '');

const rules: readonly Rule[] = [
  {
    refusal: { status: 400, code: 'KeyTooLongError', message: 'Your key is too long' },
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html
    broken: ({ key }) => Buffer.byteLength(key) > 1024,
  },
  {
    refusal: {
      status: 400,
      code: 'MetadataTooLarge',
      message: 'Your metadata headers exceed the maximum allowed size',
    },
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html
    broken: ({ headers }) => metadataBytes(headers) > 2048,
  },
  {
    refusal: { status: 400, code: 'BadDigest', message: 'The checksum you specified did not match what we received.' },
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity-upload.html
    broken: hasWrongChecksum,
  },
  {
    refusal: { status: 404, code: 'NoSuchKey', message: 'The specified key does not exist.' },
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
    broken: ({ headers, etag }) => headers['if-match'] !== undefined && etag === undefined,
  },
  {
    refusal: {
      status: 412,
      code: 'PreconditionFailed',
      message: 'At least one of the pre-conditions you specified did not hold',
    },
    broken: ({ headers: { 'if-match': match }, etag }) =>
      match !== undefined && match !== '*' && unquoted(match) !== unquoted(etag ?? ''),
  },
  {
    refusal: {
      status: 412,
      code: 'PreconditionFailed',
      message: 'At least one of the pre-conditions you specified did not hold',
    },
    // DeleteObject knows no If-None-Match.
    broken: ({ method, headers, etag }) =>
      headers['if-none-match'] !== undefined && etag !== undefined && method !== 'DELETE',
  },
];

const metadataPrefix = 'x-amz-meta-';

const metadataBytes = (headers: Write['headers']): number =>
  Object.entries(headers)
    .filter(([name]) => name.startsWith(metadataPrefix))
    .reduce((sum, [name, value = '']) => sum + name.length - metadataPrefix.length + Buffer.byteLength(value), 0);

const checksums: Record<string, (body: Uint8Array) => string> = {
  'x-amz-checksum-crc32': (body) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(crc32(body));
    return bytes.toString('base64');
  },
  'x-amz-checksum-sha1': (body) => createHash('sha1').update(body).digest('base64'),
  'x-amz-checksum-sha256': (body) => createHash('sha256').update(body).digest('base64'),
};

/** Only a body that comes in one piece is looked at: in pieces (`aws-chunked`) the checksum comes after it. */
function hasWrongChecksum({ method, headers, body }: Write): boolean {
  if (method !== 'PUT' || headers['content-encoding']?.includes('aws-chunked')) return false;
  const bytes = body instanceof Uint8Array ? body : new Uint8Array();
  return Object.entries(checksums).some(([name, of]) => headers[name] !== undefined && headers[name] !== of(bytes));
}
