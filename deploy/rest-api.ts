import { domainOutput, invokePermission, receiverArn, resource, type Way } from './api-parts.ts';
import type { Parameters } from './parameters.ts';

const stageName = 'v1';

/** A REST API in front of receiveWebhook: as an HTTP API, and the only one to which AWS WAF can be attached. */
export const restApi = (given: Parameters, stack: string): Way => ({
  Resources: {
    WebhookRestApi: resource('ApiGateway::RestApi', {
      Name: `${stack}-webhooks`,
      EndpointConfiguration: { Types: ['REGIONAL'] },
      BinaryMediaTypes: ['*/*'], // every body comes as base64; as text, bytes that are not UTF-8 would be replaced
    }),
    WebhookRestPath: resource('ApiGateway::Resource', {
      RestApiId: { Ref: 'WebhookRestApi' },
      ParentId: { 'Fn::GetAtt': ['WebhookRestApi', 'RootResourceId'] },
      PathPart: 'webhooks',
    }),
    WebhookRestConnection: resource('ApiGateway::Resource', {
      RestApiId: { Ref: 'WebhookRestApi' },
      ParentId: { Ref: 'WebhookRestPath' },
      PathPart: '{connection}',
    }),
    WebhookRestMethod: resource('ApiGateway::Method', {
      RestApiId: { Ref: 'WebhookRestApi' },
      ResourceId: { Ref: 'WebhookRestConnection' },
      HttpMethod: 'ANY',
      AuthorizationType: 'NONE',
      Integration: {
        Type: 'AWS_PROXY',
        IntegrationHttpMethod: 'POST',
        Uri: {
          'Fn::Sub': [
            `arn:\${AWS::Partition}:apigateway:\${AWS::Region}:lambda:path/2015-03-31/functions/\${Receiver}/invocations`,
            { Receiver: receiverArn },
          ],
        },
      },
    }),
    // It copies the method as it is now: a changed method needs a deployment of another name.
    WebhookRestDeployment: {
      ...resource('ApiGateway::Deployment', { RestApiId: { Ref: 'WebhookRestApi' } }),
      DependsOn: ['WebhookRestMethod'],
    },
    WebhookRestStage: resource('ApiGateway::Stage', {
      RestApiId: { Ref: 'WebhookRestApi' },
      DeploymentId: { Ref: 'WebhookRestDeployment' },
      StageName: stageName,
      TracingEnabled: given.tracing,
    }),
    WebhookRestPermission: invokePermission('WebhookRestApi'),
    ...(given.domain ? domainOf(given) : {}),
  },
  url: {
    'Fn::Sub': `https://\${WebhookRestApi}.execute-api.\${AWS::Region}.\${AWS::URLSuffix}/${stageName}/webhooks`,
  },
  Outputs: {
    ...(given.domain ? domainOutput(given, 'WebhookRestDomain') : {}),
    WebhookStageArn: {
      Description: 'What a web ACL of AWS WAF is associated with',
      Value: {
        'Fn::Sub': `arn:\${AWS::Partition}:apigateway:\${AWS::Region}::/restapis/\${WebhookRestApi}/stages/${stageName}`,
      },
    },
  },
});

const domainOf = ({ domain, certificateArn }: Parameters) => ({
  WebhookRestDomain: resource('ApiGateway::DomainName', {
    DomainName: domain,
    RegionalCertificateArn: certificateArn,
    EndpointConfiguration: { Types: ['REGIONAL'] },
    SecurityPolicy: 'TLS_1_2',
  }),
  WebhookRestMapping: resource('ApiGateway::BasePathMapping', {
    DomainName: { Ref: 'WebhookRestDomain' },
    RestApiId: { Ref: 'WebhookRestApi' },
    Stage: { Ref: 'WebhookRestStage' },
  }),
});
