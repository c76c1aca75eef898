import { type Fields, invalidAt, isFields, isMissing } from '../../kit/fields.ts';
import { colorOf } from './color.ts';
import type { Tag } from './label-config.ts';
import { valueIn } from './task-data.ts';

/** A label that a control offers. `name` is what results have for it: its alias, where it has one. */
export type OfferedLabel = {
  readonly name: string;
  readonly value: string;
  readonly color?: string | undefined;
  /** Of a keypoint: which one of a pose it is, as a model numbers them. */
  readonly modelIndex?: number | undefined;
};

/** A tag that people answer, draw or mark with. */
export type Control = {
  readonly name: string;
  readonly tag: string;
  readonly toNames: readonly string[];
  readonly isPerRegion: boolean;
  readonly takesMany: boolean;
  readonly labels: readonly OfferedLabel[];
};

/** A tag that shows data of the task. */
export type MediaTag = {
  readonly name: string;
  readonly tag: string;
  readonly attributes: ReadonlyMap<string, string>;
};

export type Tags = { readonly controls: ReadonlyMap<string, Control>; readonly media: readonly MediaTag[] };

/** Of tags with a name: a repeater makes a copy of its tags for each item of a list in the task's data. */
const mostTags = 20_000;

/** What is in these has no name that results could have: one inline taxonomy has hundreds of choices, in each copy of it. */
const isLeaf = (tag: string): boolean => tag === 'taxonomy' || tag === 'choices' || tag.endsWith('labels');

/** Of configurations that mean the same for every task. */
const tagsOf = new WeakMap<readonly Tag[], Tags>();

/** The tags of a configuration for one task: repeaters unrolled, lists of labels taken from the task's data. */
export function tagsFor(config: readonly Tag[], data: Fields): Tags {
  const known = tagsOf.get(config);
  if (known) return known;
  const tags = readTags(config, data);
  if (!config.some(dependsOnData)) tagsOf.set(config, tags);
  return tags;
}

/** A repeater, or a control whose labels are in the task. */
const dependsOnData = ({ tag, attributes, children }: Tag): boolean =>
  tag === 'repeater' ||
  (tag.endsWith('labels') && attributes.get('value')?.startsWith('$') === true) ||
  children.some(dependsOnData);

function readTags(config: readonly Tag[], data: Fields): Tags {
  const controls = new Map<string, Control>();
  const media: MediaTag[] = [];
  let count = 0;
  const labelsOf = labelsOnce(data);
  const walk = (tags: readonly Tag[], named: (text: string) => string): void => {
    for (const { tag, attributes, children, names } of tags) {
      if (!names) continue;
      const name = attributes.get('name') ? named(attributes.get('name') ?? '') : '';
      if (name || tag === 'repeater') count += 1;
      if (count > mostTags) throw invalidAt("The project's label_config", `has more than ${mostTags} tags with a name`);
      if (tag === 'repeater') {
        const items = valueIn(data, named(attributes.get('on') ?? ''));
        const flag = attributes.get('indexflag') ?? '{{idx}}';
        const copies = Array.isArray(items) ? items.length : 0;
        for (let index = 0; index < copies; index += 1) {
          walk(children, (text) => named(text).replaceAll(flag, String(index)));
        }
        continue;
      }
      const own = new Map([...attributes].map(([key, value]) => [key, named(value)]));
      if (name) {
        const showsData = !own.has('toname') && (own.has('value') || own.has('valuelist'));
        if (showsData) media.push({ name, tag, attributes: own });
        else
          controls.set(
            name,
            controlOf(name, tag, own, tag.endsWith('labels') ? labelsOf(children, own.get('value')) : []),
          );
      }
      if (!isLeaf(tag)) walk(children, named);
    }
  };
  walk(config, (text) => text);
  return { controls, media };
}

function controlOf(
  name: string,
  tag: string,
  attributes: ReadonlyMap<string, string>,
  labels: readonly OfferedLabel[],
): Control {
  return {
    name,
    tag,
    toNames: (attributes.get('toname') ?? '').split(',').flatMap((to) => to.trim() || []),
    isPerRegion: attributes.get('perregion')?.toLowerCase() === 'true',
    takesMany: attributes.get('choice')?.toLowerCase() === 'multiple',
    labels,
  };
}

/** The labels that a control offers, one list for all copies of it that offer the same. */
function labelsOnce(data: Fields): (children: readonly Tag[], value: string | undefined) => readonly OfferedLabel[] {
  const known = new Map<readonly Tag[], Map<string | undefined, readonly OfferedLabel[]>>();
  return (children, value) => {
    const byValue = known.get(children) ?? new Map<string | undefined, readonly OfferedLabel[]>();
    known.set(children, byValue);
    const labels = byValue.get(value) ?? [...labelsIn(children), ...labelsFrom(data, value)];
    byValue.set(value, labels);
    return labels;
  };
}

const labelsIn = (tags: readonly Tag[]): OfferedLabel[] =>
  tags.flatMap(({ tag, attributes, children }) =>
    tag === 'label' ? offered(Object.fromEntries(attributes)) : labelsIn(children),
  );

/** `<Labels value="$labels">`: a list of strings, or of objects with the attributes of a Label. */
function labelsFrom(data: Fields, attribute: string | undefined): OfferedLabel[] {
  const list = attribute?.startsWith('$') ? valueIn(data, attribute) : undefined;
  if (!Array.isArray(list)) return [];
  return list.flatMap((item: unknown) => {
    if (typeof item === 'string') return offered({ value: item });
    return isFields(item) ? offered(item) : [];
  });
}

function offered({ value, alias, background, model_index: index }: Fields): OfferedLabel[] {
  const name = alias || value;
  if (typeof name !== 'string' || name === '') return [];
  const color = typeof background === 'string' ? colorOf(background) : undefined;
  const modelIndex = isMissing(index) || index === '' || Number.isNaN(Number(index)) ? undefined : Number(index);
  return [
    {
      name,
      value: typeof value === 'string' ? value : name,
      ...(color ? { color } : {}),
      ...(modelIndex === undefined ? {} : { modelIndex }),
    },
  ];
}
