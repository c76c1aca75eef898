import { beforeAll, expect, it } from 'vitest';
import { keptText, namedAndKept, withExisting } from '../../deploy/kept.ts';
import { type Package, packageService, packagingMilliseconds } from '../structure/package-service.ts';

let made: Package;
beforeAll(() => {
  made = packageService();
}, packagingMilliseconds);

const letters = {
  Ref: 'https://sqs.eu-central-1.amazonaws.com/111122223333/labelwire-dev-label-events-dlq',
  Arn: 'arn:aws:sqs:eu-central-1:111122223333:labelwire-dev-label-events-dlq',
  QueueName: 'labelwire-dev-label-events-dlq',
};
const secret = { Ref: 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:labelwire/dev/labelbox/api-a1b2c3' };
const existing = new Map<string, Record<string, string>>([
  ['LabelEventsDeadLetters', letters],
  ['LabelboxApiSecret', secret],
]);

it('keeps the bucket, the dead letters and the secrets when the stack goes, unless its first deployment failed', () => {
  const keeping = Object.entries(made.template.Resources).filter(([, { DeletionPolicy }]) => DeletionPolicy);
  expect(keeping.map(([name]) => name).toSorted()).toEqual([
    'Bucket',
    'EncordApiSecret',
    'EncordWebhookSecret',
    'LabelEventsDeadLetters',
    'LabelStudioApiSecret',
    'LabelStudioWebhookSecret',
    'LabelboxApiSecret',
    'LabelboxWebhookSecret',
  ]);
  for (const [name, resource] of keeping) {
    expect(resource, name).toMatchObject({ DeletionPolicy: 'RetainExceptOnCreate', UpdateReplacePolicy: 'Retain' });
  }
});

it('knows by name what a later stack would want again; the bucket has another name each time', () => {
  expect(namedAndKept(made.template).map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    'queue labelwire-dev-label-events-dlq',
    ...['encord', 'label-studio', 'labelbox'].flatMap((connection) => [
      `secret labelwire/dev/${connection}/webhook`,
      `secret labelwire/dev/${connection}/api`,
    ]),
  ]);
});

it('uses what exists outside of the stack in each place that referred to its own, and makes no other', () => {
  const adopted = withExisting(made.template, existing);

  expect(Object.keys(adopted.Resources)).toEqual(
    Object.keys(made.template.Resources).filter((name) => !existing.has(name)),
  );
  const text = JSON.stringify(adopted);
  for (const name of existing.keys()) expect(text).not.toMatch(new RegExp(`"${name}"|\\$\\{${name}[.}]`));
  expect(adopted.Outputs.DeadLetterQueueUrl?.Value).toBe(letters.Ref);
  expect(adopted.Resources.LabelEvents?.Properties.RedrivePolicy).toMatchObject({ deadLetterTargetArn: letters.Arn });
  expect(adopted.Resources.LabelEventsDeadLettersPolicy?.Properties.Queues).toEqual([letters.Ref]);
  expect(JSON.stringify(adopted.Resources.FetchLabelsRole)).toContain(secret.Ref);
  expect(JSON.stringify(adopted.Resources.ReceiveWebhookRole)).toContain('{"Ref":"LabelboxWebhookSecret"}');
});

it('leaves the template as it is where nothing exists', () => {
  expect(withExisting(made.template, new Map())).toBe(made.template);
});

it('says at the end of a removal what is left, and how to delete each', () => {
  const text = keptText({
    bucket: 'labelwire-dev-bucket-1a2b',
    kept: namedAndKept(made.template),
    region: 'eu-central-1',
  });
  for (const command of [
    'aws sqs delete-queue --region eu-central-1 --queue-url "$(aws sqs get-queue-url --region eu-central-1 --queue-name labelwire-dev-label-events-dlq --query QueueUrl --output text)"',
    'aws secretsmanager delete-secret --region eu-central-1 --force-delete-without-recovery --secret-id labelwire/dev/labelbox/api',
    'aws s3 rb s3://labelwire-dev-bucket-1a2b --region eu-central-1',
  ])
    expect(text).toContain(command);
});
