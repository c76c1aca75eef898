import assert from 'node:assert/strict';
import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import {
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { testingOf } from '../../../../local/platform-testing.ts';
import type { Deployment } from '../deployment.ts';
import type { Fault } from './fault.ts';

/** What may be wrong between a platform and the deployment. */
export function connectionFaults(on: Deployment): readonly Fault[] {
  const [platform] = on.platforms;
  assert(platform);
  const { id, webhookSecret, credential } = platform;
  const secretId = (use: 'webhook' | 'api') => `${on.output('SecretsPrefix')}/${id}/${use}`;
  return [
    {
      name: 'no webhook was accepted',
      checks: on.platforms.map((each) => `${each.id}: last webhook`),
      command: /npx labelwire connect .*$/,
      fillIn: confirmed,
      undo: () => countAccepted(on),
    },
    {
      name: 'a webhook secret without a value',
      checks: [`${id}: webhook secret`],
      plant: () => empty(on, secretId('webhook')),
      command: /npx labelwire connect .*$/,
      fillIn: (command) => `LABELWIRE_WEBHOOK_SECRET='${webhookSecret}' ${confirmed(command)}`,
    },
    {
      name: 'a credential that the platform refuses',
      checks: [`${id}: credential`],
      also: ['4001', '4002', '4003'].map((project) => `${id}: project ${project}`),
      async plant() {
        const SecretString = testingOf(id).simulated.newCredential().secret;
        await on.secrets.send(new PutSecretValueCommand({ SecretId: secretId('api'), SecretString }));
      },
      command: /npx labelwire connect .*--api-key-file <file>.*$/,
      fillIn: (command) => `printf %s '${credential}' | ${confirmed(command).replace('<file>', '-')}`,
    },
  ];
}

/** Nobody answers its questions here. */
const confirmed = (command: string): string => `${command} --yes`;

/** As after `update-secret-version-stage` by hand: the secret is there, and no version of it is the current one. */
async function empty(on: Deployment, SecretId: string): Promise<void> {
  const { Versions = [] } = await on.secrets.send(new ListSecretVersionIdsCommand({ SecretId }));
  const current = Versions.find(({ VersionStages }) => VersionStages?.includes('AWSCURRENT'));
  const stage = { SecretId, VersionStage: 'AWSCURRENT', RemoveFromVersionId: current?.VersionId };
  await on.secrets.send(new UpdateSecretVersionStageCommand(stage));
}

/** CloudWatch reads what the functions count out of their logs; an emulator does not. */
async function countAccepted(on: Deployment): Promise<void> {
  const client = new CloudWatchClient();
  const MetricData = on.platforms.map(({ id }) => ({
    MetricName: 'DeliveryAccepted',
    Dimensions: [
      { Name: 'service', Value: on.service.stack },
      { Name: 'connection', Value: id },
    ],
    Value: 1,
  }));
  await client.send(new PutMetricDataCommand({ Namespace: 'Labelwire', MetricData }));
  client.destroy();
}
