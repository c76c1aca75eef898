import { pipelineErrors } from '../lib/contracts/errors.ts';
import type { Format } from '../lib/formats/format.ts';
import { formats } from '../lib/formats/formats.ts';
import { platforms } from '../lib/platforms/platforms.ts';

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

/** Why a label may fail and who retries it: lib/contracts/errors.ts and the state machine. */
export const errorTable = (machine: { readonly States: States }): string =>
  table(
    ['error', 'when', 'retried by the state machine', 'then'],
    Object.entries(pipelineErrors).map(([name, { when }]) => [
      `\`${name}\``,
      when,
      retriesOf(machine.States, name).join(', ') || 'no',
      name === 'LabelNotFound' ? 'dead letter (a tombstone where the label’s id is known)' : 'dead letter',
    ]),
  );
