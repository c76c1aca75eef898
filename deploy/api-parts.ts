import type { Parameters } from './parameters.ts';

/** What lies between the internet and receiveWebhook, and the address of it. */
export type Way = {
  readonly Resources: Readonly<Record<string, object>>;
  readonly url: unknown;
  readonly Outputs?: Readonly<Record<string, object>>;
};

/** What an HTTP API and a REST API have in common. */
export const resource = (type: string, Properties: object) => ({ Type: `AWS::${type}`, Properties });

export const receiverArn = { 'Fn::GetAtt': ['ReceiveWebhookLambdaFunction', 'Arn'] };

export const invokePermission = (api: string) =>
  resource('Lambda::Permission', {
    Action: 'lambda:InvokeFunction',
    FunctionName: receiverArn,
    Principal: 'apigateway.amazonaws.com',
    SourceArn: {
      'Fn::Sub': `arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${${api}}/*`,
    },
  });

export const domainOutput = ({ domain }: Parameters, logicalId: string) => ({
  WebhookDomainTarget: {
    Description: `What the DNS name ${domain} has to point to (CNAME, or an alias in Route 53)`,
    Value: { 'Fn::GetAtt': [logicalId, 'RegionalDomainName'] },
  },
});
