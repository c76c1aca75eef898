import { createHmac } from 'node:crypto';

export type SignedDelivery = {
  readonly name: string;
  readonly platform: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
};

const hmacOf = (text: string, secret: string) => createHmac('sha256', secret).update(text).digest('hex');

/** What comes with every request to a function URL; the signature comes on top. */
const transport = {
  accept: '*/*',
  'accept-encoding': 'gzip, deflate',
  'content-type': 'application/json',
  host: 'abcdefghijklmnop.lambda-url.eu-central-1.on.aws',
  'user-agent': 'python-requests/2.32',
  'x-amzn-trace-id': 'Root=1-6a0c2f6a-9e110b7f7f0a2f1f4a559a1c',
  'x-forwarded-for': '203.0.113.7',
  'x-forwarded-port': '443',
  'x-forwarded-proto': 'https',
};

/** https://docs.encord.com/platform-documentation/Annotate/annotate-webhooks-notifications */
function encord(secret: string, now: Date): SignedDelivery {
  const body = JSON.stringify({
    event_created_timestamp: now.toISOString().replace('Z', '123+00:00'),
    event_type: 'task_completed_event',
    payload: {
      data_hashes: ['c2a9e613-41d7-4f80-b5e2-000000000001'],
      label_hashes: ['7b1d8a40-93f5-4d2e-8c6b-000000000001'],
      project_hash: '5d0f1c52-6a3e-4c1b-9a54-0f6f0d7a1b20',
    },
    source: 'Encord',
    uid: '687457ce-6489-4891-b7c8-544477d99e41',
    version: 1,
  });
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const headers = {
    ...transport,
    'x-encord-timestamp': timestamp,
    'x-encord-signature': hmacOf(`${timestamp}.${body}`, secret),
  };
  return { name: 'encord-0.4kB', platform: 'encord', body, headers };
}

const legacyBox = (number: number) => ({
  featureId: `cm3feature${String(number).padStart(15, '0')}`,
  schemaId: 'cm3schema00000000000boat0',
  title: 'boat',
  value: 'boat',
  color: '#1CE6FF',
  bbox: { top: 120.25 + number, left: 64.5 + number, height: 80.125, width: 210.75 },
});

/** Version 1, whose `label` is the legacy export as a JSON text: https://docs.labelbox.com/reference/webhook */
function labelbox(kilobytes: number, secret: string, now: Date): SignedDelivery {
  const stamps = { createdAt: '2026-05-04T11:40:00Z', updatedAt: now.toISOString() };
  const withBoxes = (boxes: number) =>
    JSON.stringify({
      id: 'cm3label00000000000000001',
      ...stamps,
      secondsToLabel: 41.5,
      label: JSON.stringify({ objects: Array.from({ length: boxes }, (_, n) => legacyBox(n)), classifications: [] }),
      agreement: null,
      benchmarkAgreement: null,
      deleted: false,
      project: { id: 'cm3project0000000000harbr', ...stamps, name: 'Harbour', description: '', deleted: false },
      dataRow: {
        id: 'cm3datarow000000000000001',
        ...stamps,
        deletedAt: null,
        externalId: 'harbour/0001.jpg',
        rowData: 'https://storage.labelbox.com/harbour%2F0001.jpg?Expires=1779969600&KeyName=key-1&Signature=abcDEF',
      },
      dataset: { id: 'cm3dataset0000000000harbr', ...stamps, name: 'Harbour', description: '', deleted: false },
      user: { id: 'cm3user0000000000000ann00', email: 'ann@example.com' },
    });
  let boxes = 0;
  while (withBoxes(boxes + 1).length <= kilobytes * 1000) boxes += 1;
  const body = withBoxes(boxes);
  const headers = {
    ...transport,
    'x-labelbox-event': 'LABEL_UPDATED',
    'x-labelbox-id': 'd1f0c7a4-2b35-4e0c-9f55-0c2d6c1f7e11',
    'x-hub-signature-256': `sha256=${hmacOf(body, secret)}`,
  };
  return { name: `labelbox-${kilobytes}kB`, platform: 'labelbox', body, headers };
}

export const signedDeliveries = (secret: string, now: Date): readonly SignedDelivery[] => [
  encord(secret, now),
  labelbox(3, secret, now),
  labelbox(60, secret, now),
];
