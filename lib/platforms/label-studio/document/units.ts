import { kindOf } from '../../../contracts/kind-of.ts';
import type { Unit } from '../../../label/label.ts';
import { type Fields, invalidAt } from '../../kit/fields.ts';
import { comparisonsOf } from './compared.ts';
import { mediaOfResult, mediaOfTag } from './media.ts';
import type { Result } from './results.ts';
import { referenced, shownUnit } from './shown-unit.ts';
import type { MediaTag, Tags } from './tags.ts';
import { valueIn } from './task-data.ts';
import { reachOf } from './tracks.ts';
import { withFacts } from './unit-facts.ts';

/** It grows while the results are read: each may have more facts about it. */
type KnownUnit = { unit: Unit; reach: number };

/** A valueList shows many pictures; each is a unit. */
const mostUnits = 10_000;

/**
 * The units of a task: first what its configuration shows, then what only its results know. Where the configuration shows
 * one thing, the unit has the id of the task; otherwise the name of its tag follows.
 */
export class Units {
  readonly #known: KnownUnit[] = [];
  readonly #byTag = new Map<string, KnownUnit[]>();
  readonly #byResult = new Map<Result, KnownUnit>();
  /** What is wrong with the lists of tags that should show one, by the tag's name. */
  readonly #noLists = new Map<string, string>();
  /** The pictures after the first of a list in `value`: only where a result is about one. */
  readonly #further = new Map<string, (item: number) => KnownUnit | undefined>();
  readonly #task: string;
  readonly #tags: Tags;
  readonly #messagesOf: ReturnType<typeof comparisonsOf>;

  constructor(task: string, tags: Tags, data: Fields, results: readonly Result[]) {
    this.#task = task;
    this.#tags = tags;
    this.#messagesOf = comparisonsOf(tags, data);
    this.#addShown(data);
    for (const result of results) {
      const known = this.#find(result);
      known.unit = withFacts(this.#asConversation(known.unit, result), result);
      if (known.unit.media === 'video') known.reach = Math.max(known.reach, reachOf(result.value));
      this.#byResult.set(result, known);
    }
    // Label Studio estimates the number of frames, and regions may go past it.
    for (const known of this.#known) {
      const { frames } = known.unit;
      if (frames !== undefined && frames < known.reach) known.unit = { ...known.unit, frames: known.reach };
    }
  }

  all(): Unit[] {
    return this.#known.map(({ unit }) => unit);
  }

  /** The unit that one of the results is about. */
  of(result: Result): Unit {
    return (this.#byResult.get(result) ?? this.#find(result)).unit;
  }

  #addShown(data: Fields): void {
    const shown = this.#tags.media.filter(({ tag }) => mediaOfTag.has(tag));
    for (const tag of shown) {
      const list = tag.attributes.get('valuelist');
      const value = valueIn(data, list ?? tag.attributes.get('value'));
      if (list !== undefined && !Array.isArray(value))
        this.#noLists.set(tag.name, `${list.replace('$', 'data.')}, which must be a list, but is ${kindOf(value)}`);
      const items = list !== undefined && Array.isArray(value) ? value : [this.#firstOf(tag, value)];
      if (this.#known.length + items.length > mostUnits) {
        throw invalidAt('The task', `shows more than ${mostUnits} pictures or texts`);
      }
      for (const [index, item] of items.entries()) {
        const isAlone = shown.length === 1 && list === undefined;
        const ownId = list === undefined ? `${this.#task}#${tag.name}` : `${this.#task}#${tag.name}[${index}]`;
        this.#add(tag.name, shownUnit(isAlone ? this.#task : ownId, tag, item, data));
      }
    }
  }

  /** Of a list in `value`, in place of `valueList`, the editor shows the first: `createImageEntities` in Image.js. */
  #firstOf(tag: MediaTag, value: unknown): unknown {
    if (!Array.isArray(value) || !referenced.has(mediaOfTag.get(tag.tag) ?? 'structured')) return value;
    const added = new Map<number, KnownUnit>();
    this.#further.set(tag.name, (item) => {
      if (added.has(item) || item >= value.length) return added.get(item);
      const id = `${this.#task}#${tag.name}[${item}]`;
      const known = this.#add(tag.name, shownUnit(id, tag, value[item], {}));
      added.set(item, known);
      return known;
    });
    return value[0];
  }

  /** What is compared, where the answer says which of them is better. */
  #asConversation(unit: Unit, { fromName }: Result): Unit {
    const control = this.#tags.controls.get(fromName);
    const messages = unit.media === 'structured' && control ? this.#messagesOf(control) : undefined;
    return messages ? { ...unit, media: 'conversation', messages } : unit;
  }

  #add(tag: string, unit: Unit): KnownUnit {
    const known = { unit, reach: 0 };
    const sameTag = this.#byTag.get(tag);
    if (sameTag) sameTag.push(known);
    else this.#byTag.set(tag, [known]);
    this.#known.push(known);
    return known;
  }

  #find(result: Result): KnownUnit {
    const { toName, fromName, item, path } = result;
    const known = this.#byTag.get(toName) ?? this.#shownByControl(toName, fromName);
    if (known) {
      const further = item ? this.#further.get(toName) : undefined;
      const found = further && item ? further(item) : known[item ?? 0];
      if (found) return found;
      const noList = this.#noLists.get(toName);
      if (noList !== undefined) throw invalidAt(path.at('item_index'), `must be an item of ${noList}`);
      throw invalidAt(path.at('item_index'), `must be one of the ${known.length} items of the task, but is past them`);
    }
    const media = mediaOfResult(result, this.#tags.controls.get(fromName)?.toNames.length ?? 0);
    if (media) return this.#add(toName, { id: `${this.#task}#${toName}`, name: `task-${this.#task}-${toName}`, media });
    throw invalidAt(
      path.at('to_name'),
      'must be a tag of the labeling configuration, but is another, and nothing else says what kind of data it is about. Bring the tag back in Label Studio, or correct the result',
    );
  }

  /** Results of a control without a tag to show data name the control itself: its configuration says what it is about. */
  #shownByControl(toName: string, fromName: string): readonly KnownUnit[] | undefined {
    const { toNames = [] } = this.#tags.controls.get(toName) ?? {};
    const [about = '', ...others] = toNames;
    return toName === fromName && others.length === 0 ? this.#byTag.get(about) : undefined;
  }
}
