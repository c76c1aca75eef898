import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type LogQuery, logQueries } from '../../cli/log-queries.ts';
import { aRunningPipeline, type TestPipeline } from '../support/running-pipeline.ts';
import { aLabelboxLabel, anEncordLabel } from '../support/served-labels.ts';

/** Each is in a label, a delivery or a secret, and nowhere else. */
const markers = {
  answer: 'marker-answer-of-a-person',
  option: 'marker-chosen-option',
  eMail: 'marker.annotator@example.com',
  signedUrl: 'X-Amz-Signature=marker0123456789',
  webhookSecret: 'marker-webhook-secret',
} as const;

let on: TestPipeline;
const lines: string[] = [];
beforeAll(async () => {
  for (const level of ['log', 'info', 'warn', 'error', 'debug'] as const) {
    vi.spyOn(console, level).mockImplementation((...args) => void lines.push(args.map(String).join(' ')));
  }
  on = await aRunningPipeline({
    environment: () => ({
      POWERTOOLS_LOG_LEVEL: 'DEBUG',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1024',
      POWERTOOLS_METRICS_DISABLED: 'false',
      POWERTOOLS_DEV: 'true', // writes to the global console
    }),
    webhookSecrets: { encord: markers.webhookSecret, labelbox: markers.webhookSecret },
  });
});
afterAll(async () => {
  await on.stop();
  vi.restoreAllMocks();
});

const question = (name: string, answers: unknown) => ({ name, featureHash: `feature-${name}`, answers });

/** A label with something in each place that must not reach the log. */
function aTellingLabel(project: string) {
  const label = anEncordLabel({ project });
  Object.assign(label.document, {
    data_link: `https://images.example.com/1.jpg?${markers.signedUrl}`,
    created_by: markers.eMail,
    object_answers: {
      'object-0': {
        objectHash: 'object-0',
        classifications: [
          question('Remarks', markers.answer),
          question('Colour', [{ name: markers.option, featureHash: 'feature-option' }]),
        ],
      },
    },
  });
  on.pipeline.connection('encord').labels.push(label);
  return label;
}

it('tells no secret, no address, no signed URL and nothing a person answered, whatever goes wrong', async () => {
  const [encord, labelbox] = [on.pipeline.connection('encord'), on.pipeline.connection('labelbox')];
  await on.announce('encord', aTellingLabel('recorded'));

  const broken = aTellingLabel('broken');
  broken.document.data_units = { unit: markers.answer, another: markers.eMail };
  await on.announce('encord', broken);

  const wrongAnswer = aTellingLabel('wrong-answer');
  wrongAnswer.document.object_answers = {
    'object-0': { classifications: [question('Remarks', { text: markers.answer })] },
  };
  await on.announce('encord', wrongAnswer);

  const skipped = aLabelboxLabel({ project: 'skipped' });
  skipped.document = JSON.parse(
    JSON.stringify(skipped.document)
      .replace('"skipped":false', '"skipped":true')
      .replace(
        '"external_id"',
        `"created_by":"${markers.eMail}","url":"https://x.example.com/?${markers.signedUrl}","external_id"`,
      ),
  ) as Record<string, unknown>;
  labelbox.labels.push(skipped);
  await on.announce('labelbox', skipped);

  encord.fault = () => new Response(`${markers.answer} ${markers.eMail}`, { status: 500 });
  await on.announce('encord', aTellingLabel('outage'));
  encord.fault = () => Response.json({ status: 400, response: ['CORRUPTED_LABEL_ERROR'], payload: markers.answer });
  await on.announce('encord', aTellingLabel('corrupted'));
  encord.fault = () => undefined;

  await on.send(`not JSON, ${markers.eMail}`);
  await on.pipeline.aws.idle();
  const answers = await Promise.all([
    on.deliver('encord', broken, { secret: 'marker-wrong-secret' }),
    on.deliver('encord', broken, { body: () => `{"uid": "${markers.answer}"` }),
    on.deliver('encord', broken, { body: () => JSON.stringify({ uid: 1, version: markers.eMail, event_type: {} }) }),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([401, 400, 400]);

  const log = lines.join('\n');
  const logged = [
    'delivery-accepted',
    'label-written',
    'label-transformed',
    'label-refused',
    'step-failed',
    'message-unreadable',
    'signature-mismatch',
    'delivery-refused',
  ];
  for (const event of logged) expect(log).toContain(event); // else the search below would prove nothing
  const reasons = (await on.takeDeadLetters()).map(({ message }) => message);
  expect(reasons.length).toBeGreaterThanOrEqual(5);
  const texts = [log, ...reasons, ...(await Promise.all(answers.map((answer) => answer.text())))];
  expect(log).not.toContain('is a reserved key and will be dropped'); // Powertools, of a field it does not write
  for (const text of texts) {
    for (const marker of Object.values(markers)) expect(text).not.toContain(marker);
    expect(text).not.toContain('marker-wrong-secret');
    expect(text).not.toContain('PRIVATE KEY');
  }
});

it('keeps neither address nor signed URL in the bucket, and everything a person answered', async () => {
  const texts = Object.values(await on.filesOf('recorded')).join('\n');
  expect(texts).not.toContain(markers.eMail);
  expect(texts).not.toContain(markers.signedUrl);
  expect(texts).toContain(markers.answer);
});

it.each(Object.entries<LogQuery>(logQueries))(
  'has the fields that the saved query "%s" reads',
  async (_name, { reads }) => {
    if ('label-put-back' in reads) await announceTooEarly();
    const written = lines.flatMap((line) =>
      line.startsWith('{') ? [JSON.parse(line) as Record<string, unknown>] : [],
    );
    for (const [event, fields] of Object.entries(reads)) {
      const own = written.filter(({ message }) => message === event);
      const known = new Set(own.flatMap((line) => Object.keys(line)));
      expect([...known], event).toEqual(expect.arrayContaining(fields as string[]));
    }
  },
);

/** The webhook is faster than what the platform shows, so that the label waits in the queue. */
async function announceTooEarly(): Promise<void> {
  const label = aLabelboxLabel({ project: 'early' });
  expect((await on.deliver('labelbox', label)).status).toBe(202);
  await vi.waitFor(() => expect(lines.join()).toContain('label-put-back'), 20_000);
  on.pipeline.connection('labelbox').labels.push(label);
  await on.pipeline.aws.idle();
}
