import { join } from 'node:path';
import { LetterCounts } from '../cli/dead-letter-text.ts';
import { groupsText } from '../cli/dlq/group-text.ts';
import { LetterGroups } from '../cli/dlq/letter-groups.ts';
import { platformFacts } from '../cli/dlq/platform-facts.ts';
import { type SentLabel, sentText } from '../cli/send/send-text.ts';
import type { Status } from '../cli/status/status.ts';
import { statusText } from '../cli/status/status-text.ts';
import { type Trace, traceText } from '../cli/trace/trace-text.ts';
import type { DeadLetter } from '../lib/contracts/read-dead-letter.ts';
import type { LabelRecord } from '../lib/store/record.ts';
import { root } from './generate.ts';

export const terminalFile = join(root, 'docs', 'terminal.md');

const width = 80;
const now = new Date('2026-05-04T12:00:00.000Z');
const connection = 'harbour';
const project = 'cm3project0000000000harbr';
const at = ' --stage prod --region eu-central-1';
const revision = Date.parse('2026-05-04T09:12:44.000Z') * 1000; // microseconds
const hologram = (index: number) =>
  `annotations.objects[${index}] is of kind "ImageHologram", which is not supported yet.`;

/** `label`: the last digits of its id. */
const letterOf = (label: string, minute: number): DeadLetter => ({
  id: `${label}971d00-1111-4222-8333-444455556666`,
  events: [
    {
      ...{ schema: 1, id: `event-${label}`, connection, project, label: `cm4label00000000000000${label}` },
      ...{ kind: 'upserted', occurredAt: now.toISOString(), receivedAt: now.toISOString(), attempt: 1 },
    } as DeadLetter['events'][number],
  ],
  error: 'InvalidLabel',
  message: hologram(minute),
  firstFailedAt: new Date(Date.UTC(2026, 4, 4, 11, minute)).toISOString(),
  lastFailedAt: new Date(Date.UTC(2026, 4, 4, 11, minute)).toISOString(),
  attempts: 1,
  replays: 0,
});
const letters = [letterOf('002', 2), letterOf('004', 31), letterOf('005', 34)];

const status: Status = {
  deployment: 'labelwire-prod',
  region: 'eu-central-1',
  version: '0.1.0',
  bucket: 's3://acme-labels/',
  since: '2026-05-03T12:00:00.000Z',
  connections: [
    { connection, webhooks: 1_204, lastWebhookAt: '2026-05-04T11:58:00.000Z', labels: 1_190, p95: 3_120 },
    { connection: 'streets', webhooks: 311, lastWebhookAt: '2026-05-04T08:31:00.000Z', labels: 311, p95: 2_870 },
  ],
  labelEvents: { waiting: 2, underWay: 1, putBack: 4 },
  deadLetters: letters.length,
  executions: { running: 2, runningSince: '2026-05-04T11:59:00.000Z', failed: 3, isMore: false },
  alarms: [],
  notSeen: [],
};

const record: LabelRecord = {
  schema: 1,
  ...{ connection, project, label: 'cm4label00000000000000005', dataUnit: 'cm4unit005', event: 'event-1' },
  ...{ status: 'exported', revision, state: 'IN_REVIEW', omitted: [], obsolete: [], commit: 'commit-1' },
  files: { [`labels/${connection}/${project}/cm4label00000000000000005.json`]: { sha256: '' } },
  failure: { error: 'InvalidLabel', message: hologram(34), build: '0.1.0', at: '2026-05-04T11:34:00.000Z' },
  writtenBy: 'labelwire 0.1.0',
  writtenAt: '2026-05-04T09:12:49.310Z',
};

const trace: Trace = {
  traced: record,
  exported: { record, files: Object.keys(record.files).map((key) => ({ key, standing: 'there' as const })) },
  underWay: { events: [], notLookedAt: 0 },
  letters: [{ ...letterOf('005', 34), receiptHandle: '' }],
};

const sent: readonly SentLabel[] = [
  {
    ...{ connection, project, label: 'cm4label00000000000000001', name: 'harbour.ndjson', events: ['event-1'] },
    answers: [{ status: 202, body: '' }],
    whereabouts: { kind: 'recorded', record, isNew: true },
  },
  {
    ...{
      connection,
      project,
      label: 'cm4label00000000000000002',
      name: 'harbour.ndjson document 2',
      events: ['event-2'],
    },
    answers: [{ status: 202, body: '' }],
    whereabouts: { kind: 'dead letter', letter: letterOf('002', 2) },
  },
];

const platforms = await platformFacts();

function listedLetters(): string {
  const [groups, counts] = [new LetterGroups(), new LetterCounts()];
  groups.add(letters);
  counts.add(letters);
  return `${groupsText(groups, 20, { at, now, platforms, width })}\n\n${counts}`;
}

const page: readonly (readonly [command: string, output: string])[] = [
  [`labelwire status${at}`, statusText(status, { at, now, width })],
  [`labelwire dlq list${at}`, listedLetters()],
  [`labelwire trace cm4label00000000000000005${at}`, traceText(trace, { at, width })],
  [
    `labelwire send --local ${connection} --all`,
    sent.map((label) => sentText(label, { at: ' --local', width, badSignature: false })).join('\n'),
  ],
];

/** What the commands print at a terminal of 80 columns, by the code that prints it. */
export const terminalText = (): string =>
  [
    `# What the commands print

At a terminal of ${width} columns, about a deployment that is made up. The code of the commands prints it (\`npm run docs\`). On a wider terminal
lines are longer; in a file or a pipe none is broken. An error is the last line, and red where the terminal has colours (\`NO_COLOR\` and
\`FORCE_COLOR\` are heeded); \`--json\` gives the same to programs, and [the command line](commands.md) says how errors come then.
`,
    ...page.map(([command, output]) => `\`\`\`text\n$ npx ${command}\n${output}\n\`\`\`\n`),
  ].join('\n');
