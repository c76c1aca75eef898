import { domainOutput, invokePermission, receiverArn, resource, type Way } from './api-parts.ts';
import type { Parameters } from './parameters.ts';

/** An HTTP API in front of receiveWebhook: for accounts that forbid function URLs, and for a name of your own. */
export const httpApi = (given: Parameters, stack: string): Way => ({
  Resources: {
    WebhookHttpApi: resource('ApiGatewayV2::Api', { Name: `${stack}-webhooks`, ProtocolType: 'HTTP' }),
    WebhookHttpIntegration: resource('ApiGatewayV2::Integration', {
      ApiId: { Ref: 'WebhookHttpApi' },
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: receiverArn,
      PayloadFormatVersion: '2.0',
    }),
    WebhookHttpRoute: resource('ApiGatewayV2::Route', {
      ApiId: { Ref: 'WebhookHttpApi' },
      RouteKey: 'ANY /webhooks/{connection}',
      AuthorizationType: 'NONE',
      Target: { 'Fn::Sub': `integrations/\${WebhookHttpIntegration}` },
    }),
    WebhookHttpStage: resource('ApiGatewayV2::Stage', {
      ApiId: { Ref: 'WebhookHttpApi' },
      StageName: '$default',
      AutoDeploy: true,
    }),
    WebhookHttpPermission: invokePermission('WebhookHttpApi'),
    ...(given.domain ? domainOf(given) : {}),
  },
  url: { 'Fn::Sub': `\${WebhookHttpApi.ApiEndpoint}/webhooks` },
  ...(given.domain ? { Outputs: domainOutput(given, 'WebhookHttpDomain') } : {}),
});

const domainOf = ({ domain, certificateArn }: Parameters) => ({
  WebhookHttpDomain: resource('ApiGatewayV2::DomainName', {
    DomainName: domain,
    DomainNameConfigurations: [{ CertificateArn: certificateArn, EndpointType: 'REGIONAL', SecurityPolicy: 'TLS_1_2' }],
  }),
  WebhookHttpMapping: resource('ApiGatewayV2::ApiMapping', {
    DomainName: { Ref: 'WebhookHttpDomain' },
    ApiId: { Ref: 'WebhookHttpApi' },
    Stage: { Ref: 'WebhookHttpStage' },
  }),
});
