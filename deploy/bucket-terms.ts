import type { Parameters } from './parameters.ts';

export type BucketTerms = Pick<Parameters, 'bucketEncryption' | 'bucketOwner' | 'kmsKeyArn'>;

/** What a strict bucket demands of a request: variable of the functions, and output for the command line → value. */
const terms = ({ bucketEncryption, bucketOwner, kmsKeyArn }: BucketTerms) => [
  { variable: 'BUCKET_ENCRYPTION', output: 'BucketEncryption', value: bucketEncryption },
  {
    variable: 'BUCKET_KMS_KEY_ARN',
    output: 'BucketKmsKeyArn',
    value: bucketEncryption === 'aws:kms' ? kmsKeyArn : '',
  },
  { variable: 'BUCKET_OWNER', output: 'BucketOwner', value: bucketOwner },
];

const chosen = (given: BucketTerms) => terms(given).filter(({ value }) => value !== '');

export const bucketVariables = (given: BucketTerms): Record<string, string> =>
  Object.fromEntries(chosen(given).map(({ variable, value }) => [variable, value]));

export const bucketOutputs = (given: BucketTerms): Record<string, { readonly Value: string }> =>
  Object.fromEntries(chosen(given).map(({ output, value }) => [output, { Value: value }]));
