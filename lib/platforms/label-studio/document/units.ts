import type { Media, Unit } from '../../../label/label.ts';
import { cleanDocument } from '../../kit/clean.ts';
import { type Fields, invalidAt, isFields, isGiven } from './fields.ts';
import { mediaAddress } from './media-address.ts';
import type { Result } from './results.ts';
import type { MediaTag, Tags } from './tags.ts';
import { valueIn } from './task-data.ts';
import { withFacts } from './unit-facts.ts';

/** The tags that show data: https://labelstud.io/tags */
const mediaOfTag: ReadonlyMap<string, Media> = new Map([
  ['image', 'image'],
  ['text', 'text'],
  ['hypertext', 'html'],
  ['audio', 'audio'],
  ['audioplus', 'audio'],
  ['video', 'video'],
  ['paragraphs', 'conversation'],
  ['chat', 'conversation'],
  ['timeseries', 'timeseries'],
  ['list', 'structured'],
  ['table', 'structured'],
  ['pdf', 'document'],
]);

/** What a result says of its medium, for results of a tag that the configuration no longer has. */
const mediaOfType: readonly (readonly [of: RegExp, media: Media])[] = [
  [/^(rectangle|ellipse|polygon|keypoint|brush|bitmask|vector|magicwand)/, 'image'],
  [/^(video|timeline)/, 'video'],
  [/^hypertext/, 'html'],
  [/^paragraph/, 'conversation'],
  [/^chatmessage/, 'conversation'],
  [/^timeseries/, 'timeseries'],
  [/^(pairwise|ranker)/, 'structured'],
];

/** Grows while the results are read: each may tell more of it. */
type KnownUnit = { unit: Unit };

/** Their data are never in the task itself, only where they are to be had. */
const elsewhere: ReadonlySet<Media> = new Set(['image', 'audio', 'video', 'document']);

/** A valueList shows many pictures; each is a unit. */
const mostUnits = 10_000;

/**
 * The units of a task: what its configuration shows, then what only its results know. The only one has the task's id,
 * as long as the configuration shows one thing; others are told apart by the name of their tag.
 */
export class Units {
  readonly #known: KnownUnit[] = [];
  readonly #byTag = new Map<string, KnownUnit[]>();
  readonly #ofResult = new Map<Result, KnownUnit>();
  readonly #task: string;
  readonly #tags: Tags;

  constructor(task: string, tags: Tags, data: Fields, results: readonly Result[]) {
    this.#task = task;
    this.#tags = tags;
    const shown = tags.media.filter(({ tag }) => mediaOfTag.has(tag));
    for (const tag of shown) {
      const list = tag.attributes.get('valuelist');
      const value = valueIn(data, list ?? tag.attributes.get('value'));
      const items = list !== undefined && Array.isArray(value) ? value : [value];
      if (this.#known.length + items.length > mostUnits) {
        throw invalidAt('The task', `comes to more than ${mostUnits} pictures or texts`);
      }
      for (const [item, shownValue] of items.entries()) {
        const alone = shown.length === 1 && list === undefined;
        const id = alone ? task : list === undefined ? `${task}#${tag.name}` : `${task}#${tag.name}[${item}]`;
        this.#add(tag.name, unitOf(id, tag, shownValue));
      }
    }
    for (const result of results) {
      const known = this.#find(result);
      known.unit = withFacts(known.unit, result);
      this.#ofResult.set(result, known);
    }
  }

  all(): Unit[] {
    return this.#known.map(({ unit }) => unit);
  }

  /** The unit that one of the results is about. */
  of(result: Result): Unit {
    return (this.#ofResult.get(result) ?? this.#find(result)).unit;
  }

  #add(tag: string, unit: Unit): KnownUnit {
    const known = { unit };
    const ofTag = this.#byTag.get(tag);
    if (ofTag) ofTag.push(known);
    else this.#byTag.set(tag, [known]);
    this.#known.push(known);
    return known;
  }

  #find({ toName, fromName, item, type, value, path }: Result): KnownUnit {
    const known = this.#byTag.get(toName) ?? this.#ofControl(toName, fromName);
    if (known) {
      const found = known[item ?? 0];
      if (found) return found;
      throw invalidAt(`${path}.item_index`, `is past the ${known.length} items that the task has`);
    }
    const shown = this.#tags.media.find(({ name }) => name === toName);
    if (shown) throw invalidAt(path, `is about a tag <${shown.tag}>, which is not supported yet`);
    const media = mediaOf(type, value, this.#tags.controls.get(fromName)?.toNames.length ?? 0);
    if (!media) {
      throw invalidAt(
        `${path}.to_name`,
        'is no tag of the labelling configuration, and nothing else tells what kind of data it is about. Bring the tag back in Label Studio, or correct the result',
      );
    }
    return this.#add(toName, { id: `${this.#task}#${toName}`, name: `task-${this.#task}-${toName}`, media });
  }

  /** Results of a control that stands alone name the control itself: what it is about, its configuration says. */
  #ofControl(toName: string, fromName: string): readonly KnownUnit[] | undefined {
    const { toNames = [] } = this.#tags.controls.get(toName) ?? {};
    const [about = '', ...others] = toNames;
    return toName === fromName && others.length === 0 ? this.#byTag.get(about) : undefined;
  }
}

function mediaOf(type: string, value: Fields, shown: number): Media | undefined {
  const known = mediaOfType.find(([of]) => of.test(type))?.[1];
  if (known) return known;
  if (shown > 1) return 'structured';
  if (isGiven(value.start) && isGiven(value.end)) {
    if (isGiven(value.text)) return typeof value.start === 'string' ? 'html' : 'text';
    return 'audio';
  }
  return isGiven(value.x) || isGiven(value.points) || isGiven(value.rle) ? 'image' : undefined;
}

function unitOf(id: string, { tag, attributes }: MediaTag, value: unknown): Unit {
  const media = mediaOfTag.get(tag) ?? 'structured';
  const address = attributes.get('valuetype') === 'text' ? undefined : mediaAddress(value, elsewhere.has(media));
  return {
    id,
    name: address?.name ?? `task-${id.replaceAll('#', '-')}`,
    media,
    ...(media === 'video' ? rateOf(attributes.get('framerate')) : {}),
    ...(media === 'text' && typeof value === 'string' && !address ? textOf(value, attributes) : {}),
    ...(media === 'conversation' && Array.isArray(value) ? { messages: messagesOf(value, attributes) } : {}),
    ...(address ? { sourceUri: address.uri } : {}),
  };
}

/** The rate by which Label Studio counts frames; a configuration may name a part of the task's data instead. */
function rateOf(text: string | undefined): Pick<Unit, 'framesPerSecond'> {
  const rate = Number(text);
  return Number.isFinite(rate) && rate > 0 ? { framesPerSecond: rate } : {};
}

/** Encoded text is another text than the one that positions count in. */
const textOf = (text: string, attributes: ReadonlyMap<string, string>): Pick<Unit, 'text'> =>
  ['', 'none'].includes(attributes.get('encoding') ?? '') ? { text } : {};

const authors = ['author', 'role'];
const texts = ['text', 'content'];

/** Messages by their place in the list, from 0: https://labelstud.io/tags/paragraphs, https://labelstud.io/tags/chat */
function messagesOf(list: readonly unknown[], attributes: ReadonlyMap<string, string>): NonNullable<Unit['messages']> {
  const first = (of: Fields, keys: readonly (string | undefined)[]) =>
    keys
      .map((key) => (key !== undefined && Object.hasOwn(of, key) ? of[key] : undefined))
      .find((text) => typeof text === 'string');
  return list.map((message, index) => {
    const of = isFields(message) ? message : {};
    const author = first(of, [attributes.get('namekey'), ...authors]);
    const text = typeof message === 'string' ? message : first(of, [attributes.get('textkey'), ...texts]);
    return {
      id: String(index),
      ...(author ? { author: String(cleanDocument(author)) } : {}),
      ...(typeof text === 'string' ? { text } : {}),
    };
  });
}
