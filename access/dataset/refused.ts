/** Why an object makes no data row, by a name that can be counted. */
export const reasons = {
  'unsupported-type': 'not of a type that can be labeled as asked',
  'too-large': 'larger than the platform takes',
  empty: 'no bytes',
  archived: 'in an archive, from where nobody can read it at once',
  'not-readable': 'your AWS credentials may not read it',
  gone: 'not in the bucket',
  'no-address': 'its key cannot stand in a URL',
  'other-bucket': 'in another bucket than the one named',
  'not-an-address': 'neither a key nor an address of S3',
  'bad-metadata': 'its metadata cannot be read',
  'bad-attachment': 'an attachment of it cannot be used',
  'key-taken': 'a row before it has the same global key',
  'bad-global-key': 'its global key is empty or too long',
} as const;

export type Reason = keyof typeof reasons;

/** One object, or one row of a CSV, is not taken; the others are. */
export class RowRefused extends Error {
  override readonly name = 'RowRefused';
  readonly reason: Reason;
  constructor(reason: Reason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}
