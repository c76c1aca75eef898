import type { Parameters } from './parameters.ts';
import { allow, deny, type Role, type Statement, statementsOf } from './role.ts';

export type Network = Pick<Parameters, 'vpcSubnets' | 'vpcSecurityGroups'>;

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-permissions */
const onInterfaces = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
];

/** A function calls platforms exactly where its role may read their credentials. */
export const callsPlatforms = (role: Role): boolean =>
  statementsOf(role).some(
    ({ Action, Resource }) =>
      Action.includes('secretsmanager:GetSecretValue') && JSON.stringify(Resource).includes('ApiSecret"'),
  );

/** Undefined where no network is chosen. */
export const networkOf = ({ vpcSubnets, vpcSecurityGroups }: Network) =>
  vpcSubnets ? { subnetIds: vpcSubnets.split(','), securityGroupIds: vpcSecurityGroups.split(',') } : undefined;

/** What Lambda needs to attach a function to the network, and what the function's own code may not do with it. */
export function networkStatements(role: Role, functionName: string, network: Network): Statement[] {
  if (!networkOf(network) || !callsPlatforms(role)) return [];
  const own = {
    'Fn::Sub': `arn:\${AWS::Partition}:lambda:\${AWS::Region}:\${AWS::AccountId}:function:${functionName}`,
  };
  return [
    allow('AttachToNetwork', onInterfaces, '*'),
    deny('NoNetworkForOwnCode', onInterfaces, '*', { ArnEquals: { 'lambda:SourceFunctionArn': own } }),
  ];
}
