import * as z from 'zod/mini';
import { everything, type Format, type Holdings } from '../../lib/formats/format.ts';

type Option = { readonly name: string; readonly values: readonly string[]; readonly default?: unknown };

/** What a format holds with some of its options, in a folder of this name. */
type Variant = {
  readonly folder: string;
  readonly options: unknown;
  readonly holds: readonly Holdings[];
  readonly omitted: readonly string[];
};

export type DescribedFormat = {
  readonly id: string;
  readonly title: string;
  readonly specification: string;
  readonly options: readonly Option[];
  /** The defaults first, then each of the format's own `cases` that changes what is held, or where. */
  readonly variants: readonly Variant[];
};

/** A format as its own definition says it. */
export function describedFormat(format: Format): DescribedFormat {
  const { id, title, specification } = format;
  const variants = format.cases.map((options): Variant => {
    const parsed = format.Options.parse(options);
    const holds = format.holds(parsed);
    return { folder: format.nameOf(parsed), options, holds, omitted: omittedOf(holds) };
  });
  const isFirst = (variant: Variant, index: number) =>
    variants.findIndex(({ folder, holds }) => JSON.stringify({ folder, holds }) === keyOf(variant)) === index;
  return { id, title, specification, options: optionsOf(format), variants: variants.filter(isFirst) };
}

const keyOf = ({ folder, holds }: Variant): string => JSON.stringify({ folder, holds });

type JsonSchema = {
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly type?: unknown;
  readonly default?: unknown;
};

function optionsOf({ Options }: Format): readonly Option[] {
  const { properties = {} } = z.toJSONSchema(Options, { io: 'input', unrepresentable: 'any' });
  return Object.entries(properties).map(([name, property]) => {
    const schema = property as JsonSchema;
    const values = schema.enum ?? (schema.const === undefined ? undefined : [schema.const]);
    return { name, values: values?.map(String) ?? [String(schema.type ?? 'any')], default: schema.default };
  });
}

/** The codes under which the summary and the record count what is not held, of all media together. */
function omittedOf(rows: readonly Holdings[]): readonly string[] {
  const lacks = <Word>(all: readonly Word[], of: (row: Holdings) => readonly Word[]): string =>
    all.filter((word) => !rows.some((row) => of(row).includes(word))).join(', ');
  const anyHolds = (test: (row: Holdings) => boolean) => rows.some(test);
  const listed: readonly (readonly [code: string, lacking: string])[] = [
    ['media-not-held', lacks(everything.media, ({ media }) => media)],
    ['coordinates-not-held', lacks(everything.coordinates, ({ coordinates }) => coordinates)],
    ['place-not-held', lacks(everything.places, ({ places }) => places)],
    ['shape-not-held', lacks(everything.shapes, ({ shapes }) => shapes)],
    [
      'shapeless-object-not-held',
      anyHolds((row) => row.shapelessObjects) ? '' : 'objects that their place alone describes',
    ],
    ['classification-not-held', anyHolds((row) => row.classifications) ? '' : 'answers about a whole unit'],
    ['attributes-not-held', anyHolds((row) => row.attributes) ? '' : 'answers about an object'],
    ['relations-not-held', anyHolds((row) => row.relations) ? '' : 'relations between objects'],
    ['track-not-held', anyHolds((row) => row.tracks !== 'none') ? '' : 'which objects are one thing'],
    ['track-ranges-not-held', anyHolds((row) => row.tracks === 'ranges') ? '' : 'in which frames a thing is there'],
  ];
  return listed.filter(([, lacking]) => lacking !== '').map(([code, lacking]) => `${code}: ${lacking}`);
}

const words = (rows: readonly Holdings[], of: (row: Holdings) => readonly string[]): string =>
  [...new Set(rows.flatMap(of))].join(', ') || 'none';

export function listText(formats: readonly DescribedFormat[]): string {
  const width = Math.max(...formats.map(({ id }) => id.length));
  const lines = formats.flatMap(({ id, title, options, variants }) => {
    const holds = variants[0]?.holds ?? [];
    const own = options.length > 0 ? [`options: ${options.map(({ name }) => name).join(', ')}`] : [];
    const { media, shapes } = everything;
    const of = (all: readonly string[], found: string) => (found.split(', ').length === all.length ? 'all' : found);
    const details = [
      `media: ${of(
        media,
        words(holds, (row) => row.media),
      )}`,
      `shapes: ${of(
        shapes,
        words(holds, (row) => row.shapes),
      )}`,
      ...own,
    ];
    return [`${id.padEnd(width)}  ${title}`, ...details.map((line) => `${' '.repeat(width)}    ${line}`)];
  });
  return `${lines.join('\n')}\nAll about one of them: npx labelwire formats <id>`;
}

export function describedText({ id, title, specification, options, variants }: DescribedFormat): string {
  const ofOptions = options.map(
    ({ name, values, default: usual }) =>
      `  ${name}: ${values.join(' | ')}${usual === undefined ? '' : ` (default: ${usual})`}`,
  );
  const ofVariants = variants.flatMap(({ folder, options: own, holds, omitted }) => [
    `\nWith ${JSON.stringify(own)}, in ${folder}/`,
    `  media: ${words(holds, ({ media }) => media)}`,
    `  shapes: ${words(holds, ({ shapes }) => shapes)}`,
    '  left out, and reported as',
    ...(omitted.length > 0 ? omitted.map((line) => `    ${line}`) : ['    nothing']),
  ]);
  const head = [`${id}: ${title}`, specification, options.length > 0 ? 'Options' : 'No options'];
  return [...head, ...ofOptions, ...ofVariants].join('\n');
}
