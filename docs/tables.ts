import type { Format } from '../lib/formats/format.ts';
import { formats } from '../lib/formats/formats.ts';
import { platforms } from '../lib/platforms/platforms.ts';
import type { pipelineErrors } from '../lib/workflow/errors.ts';

const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

const yes = (held: boolean) => (held ? 'yes' : 'reported as omitted');

export const platformTable = (): string =>
  table(
    ['platform', 'webhook', 'exports to', 'what is read'],
    Object.values(platforms).map(({ id, title }) => [
      title,
      `\`/webhooks/${id}\``,
      Object.values(formats)
        .map((format) => `\`${format.id}\``)
        .join(', '),
      `[lib/platforms/${id}](lib/platforms/${id}/README.md)`,
    ]),
  );

export const formatTable = (): string =>
  table(
    ['format', 'tree', 'shapes', 'classifications', 'attributes', 'options'],
    Object.values(formats).map((format: Format) => [
      `[${format.title}](lib/formats/${format.id}/README.md)`,
      `\`${format.root}/\``,
      format.shapes.join(', '),
      yes(format.classifications),
      yes(format.attributes),
      Object.keys(format.Options.def.shape)
        .map((option) => `\`${option}\``)
        .join(', ') || '–',
    ]),
  );

type Retrier = {
  readonly ErrorEquals: readonly string[];
  readonly MaxAttempts?: number;
  readonly IntervalSeconds?: number;
};
type States = Readonly<
  Record<string, { readonly Retry?: readonly Retrier[]; readonly ItemProcessor?: { readonly States: States } }>
>;

function retriesOf(states: States, error: string): string[] {
  return Object.entries(states).flatMap(([name, { Retry = [], ItemProcessor }]) => [
    ...Retry.filter(({ ErrorEquals }) => ErrorEquals.includes(error)).map(
      ({ MaxAttempts = 3 }) => `${name} ${MaxAttempts} times`,
    ),
    ...(ItemProcessor ? retriesOf(ItemProcessor.States, error) : []),
  ]);
}

/** Why a label may fail, who tries again, in the words of lib/workflow/errors.ts and the state machine. */
const meanings: Readonly<Record<keyof typeof pipelineErrors, string>> = {
  PlatformThrottled: 'the platform asks for fewer requests, or a quota of it is used up',
  PlatformUnavailable: '5xx, no connection, no answer in time',
  LabelNotReady:
    'the event was faster than the platform’s read side: it comes back by itself, and holds no other label; a label that is not shown after ten minutes counts as deleted',
  StorageUnavailable: 'S3, SQS or Secrets Manager was not to be had',
  PlatformRefused: '401 or 403: wrong key, or it may not see the project; raises an alarm at once',
  LabelNotFound: 'the platform has no such label',
  InvalidLabel:
    'the document does not parse, or holds what the canonical label cannot hold yet; the message says where',
  InvalidRequest: 'a message or a payload breaks its contract',
  InvalidConfiguration: '`labelwire.config.ts`, a secret, the bucket or a class map does not say what it must',
};

export const errorTable = (machine: { readonly States: States }): string =>
  table(
    ['error', 'when', 'tried again by the state machine', 'then'],
    Object.entries(meanings).map(([name, meaning]) => [
      `\`${name}\``,
      meaning,
      retriesOf(machine.States, name).join(', ') || 'no',
      name === 'LabelNotFound' ? 'dead letter (a tombstone where the label’s id is known)' : 'dead letter',
    ]),
  );
