import { errorMeanings } from '../lib/contracts/error-meanings.ts';
import { everything, type Format, type Holdings } from '../lib/formats/format.ts';
import { formats } from '../lib/formats/formats.ts';
import { platforms } from '../lib/platforms/platforms.ts';

export const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

export const platformTable = (): string =>
  table(
    ['platform', 'webhook', 'what is read'],
    Object.values(platforms).map(({ id, title }) => [
      title,
      `\`/webhooks/${id}\``,
      `[lib/platforms/${id}](lib/platforms/${id}/README.md)`,
    ]),
  );

type Variant = { readonly format: Format; readonly input: unknown; readonly options: unknown };

/** Every format with its defaults, and with each of its `cases` that holds something else or has a tree of its own. */
function variantsOf(format: Format): readonly Variant[] {
  const variants = format.cases.map((input) => ({ format, input, options: format.Options.parse(input) }));
  const kindOf = ({ options }: Variant) => JSON.stringify([format.rootOf(options), format.holds(options)]);
  return [...Map.groupBy(variants, kindOf).values()].flatMap(([first]) => first ?? []);
}

const listed = (words: Iterable<string>): string => [...new Set(words)].join(', ') || '–';
const inCode = (words: readonly string[]): string => listed(words.map((word) => `\`${word}\``));
/** All of what there is, or those of it that some row of a format's holdings has. */
const some = (all: readonly string[], held: readonly string[]): string =>
  all.every((word) => held.includes(word)) ? 'all' : listed(held);

/** Which formats hold something of a medium, with their default options; those that hold something of all media come first. */
export function formatTable(): string {
  const all: readonly Format[] = Object.values(formats);
  const mediaOf = (format: Format) => new Set(format.holds(format.Options.parse({})).flatMap(({ media }) => media));
  const ofAll = all.filter((format) => everything.media.every((medium) => mediaOf(format).has(medium)));
  const others = all.filter((format) => !ofAll.includes(format));
  const rows = everything.media.map(
    (medium) => [medium, others.filter((format) => mediaOf(format).has(medium))] as const,
  );
  return table(
    ['of', 'formats'],
    [['every medium', ofAll] as const, ...rows.filter(([, found]) => found.length > 0)].map(([what, found]) => [
      what,
      found.map(({ id }) => `[${id}](lib/formats/${id}/README.md)`).join(', '),
    ]),
  );
}

/** Of each format with each of its options: what it holds, and what it reports instead. */
export const formatVariantTable = (): string =>
  table(
    ['format', 'options', 'tree', 'needs', 'media', 'places', 'shapes', 'left out and reported', 'checked by'],
    Object.values(formats)
      .flatMap(variantsOf)
      .map(({ format, input, options }) => {
        const holds = format.holds(options);
        return [
          `[${format.id}](../lib/formats/${format.id}/README.md)`,
          inCode(Object.entries(input as object).map(([option, value]) => `${option}: ${JSON.stringify(value)}`)),
          format.isLive(options) ? `\`${format.rootOf(options)}/\`` : 'by `convert`, in releases',
          inCode(format.needsOf(options)),
          some(
            everything.media,
            holds.flatMap(({ media }) => media),
          ),
          some(
            everything.places,
            holds.flatMap(({ places }) => places),
          ),
          some(
            everything.shapes,
            holds.flatMap(({ shapes }) => shapes),
          ),
          listed(notHeld(holds)),
          listed(format.readersOf(options)),
        ];
      }),
  );

/** Besides media, places and shapes that are not in the table. */
function notHeld(holds: readonly Holdings[]): string[] {
  const isHeld = {
    'objects without a shape': holds.some(({ shapelessObjects }) => shapelessObjects),
    classifications: holds.some(({ classifications }) => classifications),
    attributes: holds.some(({ attributes }) => attributes),
    relations: holds.some(({ relations }) => relations),
    'which annotations are one thing': holds.some(({ tracks }) => tracks !== 'none'),
    'ranges of tracks': holds.some(({ tracks }) => tracks === 'ranges'),
  };
  return Object.entries(isHeld).flatMap(([what, held]) => (held ? [] : [what]));
}

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

/** Why a label may fail and who retries it: lib/contracts/error-meanings.ts and the state machine. */
export const errorTable = (machine: { readonly States: States }): string =>
  table(
    ['error', 'when', 'retried by the state machine', 'then, for a label that is alone'],
    Object.entries(errorMeanings).map(([name, when]) => [
      `\`${name}\``,
      when,
      retriesOf(machine.States, name).join(', ') || 'no',
      thenOf(name),
    ]),
  );
