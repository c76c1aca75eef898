import { describe, expect, it } from 'vitest';
import { alarms, receiverWarning } from '../../deploy/alarms.ts';
import { ingress } from '../../deploy/ingress.ts';
import {
  behindHttpApi,
  behindRestApi,
  packageService,
  packagingMilliseconds,
  render,
} from '../structure/package-service.ts';
import { aStage } from '../support/stage.ts';

const { domain, certificateArn } = behindHttpApi;

describe('the way in', () => {
  it.each([
    ['httpApi', behindHttpApi, 'WebhookHttpApi', 'AWS/ApiGateway 5xx'],
    ['restApi', behindRestApi, 'WebhookRestApi', 'AWS/ApiGateway 5XXError'],
  ])(
    '%s stands in front of the receiver, which has no function URL then, and its errors are watched',
    (_way, parameters, api, watched) => {
      const made = packageService(parameters);
      const types = Object.values(made.template.Resources).map(({ Type }) => Type);
      const permissions = made
        .ofType('AWS::Lambda::Permission')
        .map(([, { Properties }]) => Properties)
        .filter(({ FunctionName }) => render(FunctionName) === 'ReceiveWebhookLambdaFunction.Arn');
      const errors = made.resource('WebhookServerErrorsAlarm').Properties;

      expect(types).not.toContain('AWS::Lambda::Url');
      expect(permissions.map(({ Principal, SourceArn }) => [Principal, render(SourceArn)])).toEqual([
        [
          'apigateway.amazonaws.com',
          `arn:\${AWS::Partition}:execute-api:\${AWS::Region}:\${AWS::AccountId}:\${${api}}/*`,
        ],
      ]);
      expect(made.template.Outputs.WebhookUrl?.Value).toBe(`https://${domain}/webhooks`);
      expect(made.template.Outputs).toHaveProperty('WebhookDomainTarget');
      expect(`${errors.Namespace} ${errors.MetricName}`).toBe(watched);
      expect(made.resource('ReceiveWebhookLambdaFunction').Properties.ReservedConcurrentExecutions).toBe(20);
    },
    2 * packagingMilliseconds,
  );

  it('httpApi and restApi have addresses of their own without a domain, and the stage of a REST API can be guarded', async () => {
    const http = await ingress(aStage({ ingress: 'httpApi' }));
    const rest = await ingress(aStage({ ingress: 'restApi' }));

    expect(render(http.Outputs.WebhookUrl.Value)).toBe(`\${WebhookHttpApi.ApiEndpoint}/webhooks`);
    expect(render(rest.Outputs.WebhookUrl.Value)).toBe(
      `https://\${WebhookRestApi}.execute-api.\${AWS::Region}.\${AWS::URLSuffix}/v1/webhooks`,
    );
    expect(rest.Outputs).toHaveProperty('WebhookStageArn');
    expect(rest.Resources.WebhookRestApi).toMatchObject({ Properties: { BinaryMediaTypes: ['*/*'] } });
  });

  it.each([
    [{ domain, certificateArn }, 'a function URL cannot have a name of your own'],
    [{ ingress: 'httpApi', domain }, 'certificateArn is missing'],
    [{ ingress: 'restApi', certificateArn }, 'domain is missing'],
  ])('of %j is refused', async (given, reason) => {
    await expect(ingress(aStage(given))).rejects.toThrow(reason);
  });
});

describe('the receiver of the alarms', () => {
  const alarmTopicArn = 'arn:aws:sns:eu-central-1:111122223333:on-call';

  it('may be a topic of your own, instead of one that the stack makes', async () => {
    const { Resources, Outputs } = await alarms(aStage({ alarmTopicArn }));

    expect(Object.values(Resources).map((made) => (made as { Type: string }).Type)).not.toContain('AWS::SNS::Topic');
    expect(Resources).toMatchObject({ ExecutionsFailedAlarm: { Properties: { AlarmActions: [alarmTopicArn] } } });
    expect(Outputs).toEqual({ AlarmTopicArn: { Value: alarmTopicArn } });
  });

  it.each([
    ['is missed', {}, /^Nobody is alerted .*alarmEmail or alarmTopicArn.*alarms: off/],
    ['is an address', { alarmEmail: 'operator@example.org' }, undefined],
    ['is a topic', { alarmTopicArn }, undefined],
    ['is not wanted', { alarms: 'off' }, undefined],
  ])('when it %s, packaging warns of nothing else', async (_how, given, warning) => {
    const said = receiverWarning(await alarms(aStage(given)));

    if (warning) expect(said).toMatch(warning);
    else expect(said).toBeUndefined();
  });

  it('is nobody with alarms: off, and then there is nothing to pay', async () => {
    expect(await alarms(aStage({ alarms: 'off' }))).toEqual({ Resources: {} });
  });

  it.each([
    [{ alarmEmail: 'operator@example.org', alarmTopicArn }, 'exclude each other'],
    [{ alarms: 'off', alarmTopicArn }, 'alarms must be on'],
  ])('of %j is refused', async (given, reason) => {
    await expect(alarms(aStage(given))).rejects.toThrow(reason);
  });
});
