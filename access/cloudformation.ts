import type { AccessPlan } from './plan.ts';
import { policyName } from './policies.ts';
import { platformOf } from './request.ts';

/** A template of the role. CloudFormation sets no CORS on a bucket that another stack, or nobody, made: that is for `apply --cors-only`. */
export const asCloudFormation = ({ request, trust, permissions }: AccessPlan) => ({
  AWSTemplateFormatVersion: '2010-09-09',
  Description: `Lets ${platformOf(request).title} read ${request.buckets.join(', ')}`.slice(0, 1024),
  Resources: {
    DelegatedAccessRole: {
      Type: 'AWS::IAM::Role',
      Properties: {
        RoleName: request.roleName,
        Description: `Read by ${platformOf(request).title}`,
        AssumeRolePolicyDocument: trust,
        Policies: [{ PolicyName: policyName, PolicyDocument: permissions }],
      },
    },
  },
  Outputs: {
    DelegatedAccessRoleArn: {
      Description: `Enter it in ${platformOf(request).title}`,
      Value: { 'Fn::GetAtt': ['DelegatedAccessRole', 'Arn'] },
    },
  },
});
