import { bucketArn } from './bucket.ts';
import { type Parameters, parameters, type Variables } from './parameters.ts';
import { allow } from './role.ts';

/**
 * The role by which a labeling platform reads your images; nothing unless it is asked for. CloudFormation sets no CORS on a
 * bucket that it did not make: `labelwire access apply --cors-only` does.
 */
export async function delegatedAccess(variables: Variables) {
  const given = await parameters(variables);
  if (!isWanted(given)) return { Resources: {} };
  return {
    Resources: { DelegatedAccessRole: roleOf(given) },
    Outputs: {
      DelegatedAccessRoleArn: {
        Description: 'Enter it in the integration of the labeling platform',
        Value: { 'Fn::GetAtt': ['DelegatedAccessRole', 'Arn'] },
      },
      // What `labelwire access --stage` would have to be given otherwise.
      DelegatedAccessPlatformAccount: { Value: given.delegatedAccessPlatformAccount },
      DelegatedAccessExternalId: { Value: given.delegatedAccessExternalId },
      DelegatedAccessBuckets: { Value: { 'Fn::Join': [',', bucketNames(given)] } },
      DelegatedAccessOrigins: { Value: given.delegatedAccessOrigins },
      ...(decrypts(given) ? { DelegatedAccessKmsKeyArn: { Value: given.kmsKeyArn } } : {}),
    },
  };
}

/** All three or none: a role without one of them would let in nobody, or somebody else. */
function isWanted(given: Parameters): boolean {
  const names = ['delegatedAccessPlatformAccount', 'delegatedAccessExternalId', 'delegatedAccessBuckets'] as const;
  const missing = names.filter((name) => given[name] === '');
  if (missing.length === names.length) return false;
  if (missing.length > 0) throw new Error(`Fix the parameters of this stage: ${missing.join(', ')} is missing.`);
  if (given.bucket && bucketsOf(given).includes('STACK')) {
    throw new Error(
      'Fix the parameters of this stage: delegatedAccessBuckets names STACK, but the stack makes no bucket (see bucket). Name your own.',
    );
  }
  return true;
}

const bucketsOf = ({ delegatedAccessBuckets }: Parameters): string[] => delegatedAccessBuckets.split(',');
const bucketNames = (given: Parameters) =>
  bucketsOf(given).map((bucket) => (bucket === 'STACK' ? { Ref: 'Bucket' } : bucket));

const decrypts = (given: Parameters): boolean => given.kmsKeyArn !== '' && bucketsOf(given).includes('STACK');

function roleOf(given: Parameters) {
  const { delegatedAccessPlatformAccount: account, delegatedAccessExternalId: externalId } = given;
  const arns = (path = '') =>
    bucketsOf(given).map((bucket) =>
      bucket === 'STACK' ? bucketArn(given, path) : { 'Fn::Sub': `arn:\${AWS::Partition}:s3:::${bucket}${path}` },
    );
  const statements = [
    allow('ReadObjects', ['s3:GetObject'], arns('/*')),
    allow('ListObjects', ['s3:ListBucket', 's3:GetBucketLocation'], arns()),
    ...(decrypts(given)
      ? [
          allow('DecryptObjects', ['kms:Decrypt'], given.kmsKeyArn, {
            StringEquals: { 'kms:ViaService': { 'Fn::Sub': `s3.\${AWS::Region}.\${AWS::URLSuffix}` } },
          }),
        ]
      : []),
  ];
  return {
    Type: 'AWS::IAM::Role',
    Metadata: { WildcardReasons: { ReadObjects: 'Which objects are labelled is chosen on the platform.' } },
    Properties: {
      Description: 'Read by the labeling platform',
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Sid: 'OnlyThePlatformWithOurExternalId',
            Effect: 'Allow',
            Principal: { AWS: { 'Fn::Sub': `arn:\${AWS::Partition}:iam::${account}:root` } },
            Action: 'sts:AssumeRole',
            Condition: { StringEquals: { 'sts:ExternalId': externalId } },
          },
        ],
      },
      Policies: [{ PolicyName: 'labelwire-read', PolicyDocument: { Version: '2012-10-17', Statement: statements } }],
    },
  };
}
