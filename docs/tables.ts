import { pipelineErrors } from '../lib/contracts/errors.ts';
import type { Format } from '../lib/formats/format.ts';
import { formats, liveFormats } from '../lib/formats/formats.ts';
import { platforms } from '../lib/platforms/platforms.ts';

export const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

const yes = (held: boolean) => (held ? 'yes' : 'reported as omitted');

export const platformTable = (): string =>
  table(
    ['platform', 'webhook', 'exports to', 'what is read'],
    Object.values(platforms).map(({ id, title }) => [
      title,
      `\`/webhooks/${id}\``,
      liveFormats.map((format) => `\`${format.id}\``).join(', '),
      `[lib/platforms/${id}](lib/platforms/${id}/README.md)`,
    ]),
  );

/** Of a format without any option, the defaults. */
const holdingsOf = (format: Format) => format.holds(format.Options.parse({}));

export const formatTable = (): string =>
  table(
    ['format', 'tree', 'shapes', 'classifications', 'attributes', 'options'],
    Object.values(formats).map((format: Format) => [
      `[${format.title}](lib/formats/${format.id}/README.md)`,
      `\`${format.root}/\``,
      [...new Set(holdingsOf(format).flatMap(({ shapes }) => shapes))].join(', '),
      yes(holdingsOf(format).some(({ classifications }) => classifications)),
      yes(holdingsOf(format).some(({ attributes }) => attributes)),
      Object.keys(format.Options.def.shape)
        .map((option) => `\`${option}\``)
        .join(', ') || '–',
    ]),
  );

type Retrier = {
  readonly ErrorEquals: readonly string[];
  readonly MaxAttempts?: number;
  readonly MaxDelaySeconds?: number;
};
type States = Readonly<
  Record<string, { readonly Retry?: readonly Retrier[]; readonly ItemProcessor?: { readonly States: States } }>
>;

/** A wait of a quarter of an hour belongs to a retrier that goes on for as long as a deployment has patience. */
const patientSeconds = 900;

/** TransformLabel and WriteExport retry whatever they do not name, and of what may pass they meet only this. */
const metEverywhere = 'StorageUnavailable';

/** Only steps list errors: a message is sent again whatever happens. */
function retriesIn(name: string, retry: readonly Retrier[], error: string): string[] {
  if (retry.length === 1) return [];
  const retrier = retry.find(
    ({ ErrorEquals }) =>
      ErrorEquals.includes(error === metEverywhere ? 'States.ALL' : error) || ErrorEquals.includes(error),
  );
  const { MaxAttempts = 3, MaxDelaySeconds = 0 } = retrier ?? { MaxAttempts: 0 };
  if (MaxAttempts === 0) return [];
  return [`${name} ${MaxDelaySeconds >= patientSeconds ? 'for a day' : `${MaxAttempts} times`}`];
}

function retriesOf(states: States, error: string): string[] {
  return Object.entries(states).flatMap(([name, { Retry = [], ItemProcessor }]) => [
    ...retriesIn(name, Retry, error),
    ...(ItemProcessor ? retriesOf(ItemProcessor.States, error) : []),
  ]);
}

const endings: Readonly<Record<string, string>> = {
  LabelNotFound: 'dead letter (a tombstone where the label’s id is known)',
  NotLabelled: 'nothing: the event ends well, and a standing export is kept',
  StorageUnavailable: 'TransformLabel and WriteExport put the label back, for a day in all; dead letter',
};
const thenOf = (error: string): string => endings[error] ?? 'dead letter';

/** Why a label may fail and who retries it: lib/contracts/errors.ts and the state machine. */
export const errorTable = (machine: { readonly States: States }): string =>
  table(
    ['error', 'when', 'retried by the state machine', 'then, for a label that is alone'],
    Object.entries(pipelineErrors).map(([name, { when }]) => [
      `\`${name}\``,
      when,
      retriesOf(machine.States, name).join(', ') || 'no',
      thenOf(name),
    ]),
  );
