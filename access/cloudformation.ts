import type { AccessPlan } from './plan.ts';
import { demandedOf, policyName } from './policies.ts';

/**
 * A template of the role. CloudFormation cannot set CORS on a bucket that its stack did not create: `apply --cors-only` does.
 */
export const asCloudFormation = ({ request, trust, permissions }: AccessPlan) => ({
  AWSTemplateFormatVersion: '2010-09-09',
  Description: `Lets ${request.platform.title} read ${request.buckets.join(', ')}`.slice(0, 1024),
  Resources: {
    DelegatedAccessRole: {
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: request.roleName,
        ...demandedOf(request),
        Description: `Read by ${request.platform.title}`,
        AssumeRolePolicyDocument: trust,
        Policies: [{ PolicyName: policyName, PolicyDocument: permissions }],
      },
    },
  },
  Outputs: {
    DelegatedAccessRoleArn: {
      Description: `Enter it in ${request.platform.title}`,
      Value: { 'Fn::GetAtt': ['DelegatedAccessRole', 'Arn'] },
    },
  },
});
