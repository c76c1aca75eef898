import type { Attribute } from '../../../label/label.ts';
import type { FieldPath, Fields } from '../../kit/fields.ts';
import { answerAt, type Holds, type Version } from './answers-at.ts';
import { answersIn, attributeOf, featuresBelow, isAnswered, unanswered } from './attributes.ts';
import { type Range, type Segments, touching } from './segments.ts';

/** A question with what was answered from `from` on. */
export type Given = {
  readonly from: number;
  /** The document has it at no time: `from` is the first one of its segments. */
  readonly isTimeless?: boolean;
  readonly question: Fields;
  readonly path: FieldPath;
};

/** An answer, and where it holds. */
export type Held = {
  readonly from: number;
  readonly answer: Attribute;
  readonly path: FieldPath;
  readonly ranges: readonly Range[];
};

type Read = Given & { readonly answer: Attribute | undefined };
type Asked = Given & Held;

/** The answers to one question, and all the ranges in which there is one: empty where there are no segments. */
export type HeldAnswers = { readonly answers: readonly Held[]; readonly segments: readonly Range[] };

/**
 * Where each answer to the question `feature` holds. With segments of the question, from where it was given until the next
 * one is, but only within its segment; an answer that never changes holds in all of them. Labelbox also writes segments
 * under the feature id of an ANSWER (an option of a list, or of a question below it): each then holds in its own ones.
 * An answer that is outside every segment holds for a length of `alone`.
 */
export function heldAnswers(feature: string, given: readonly Given[], segments: Segments, alone: number): HeldAnswers {
  const read = given.map((entry): Read => ({ ...entry, answer: readAnswer(feature, entry) }));
  const [first] = read;
  if (first && read.every(({ answer }) => answer === undefined))
    first.path.reading.leaveOut({ id: feature }, first.path, unanswered);
  const own = segments.of(feature);
  const asked = heldByQuestion(read, own, alone);
  const below = new Set(read.flatMap(({ question }) => [...featuresBelow(question)]).filter((id) => segments.has(id)));
  if (below.size === 0) return { answers: asked, segments: own };
  const borders = [...below].flatMap((id) => segments.of(id));
  const holds: Holds = (id, time) => !below.has(id) || segments.holds(id, time);
  const runs = runsOf(optionsOf(read, asked, segments, alone), borders, holds);
  return { answers: joined(runs), segments: own.length > 0 ? own : touching(runs.flatMap(({ ranges }) => ranges)) };
}

function readAnswer(feature: string, { question, path }: Given): Attribute | undefined {
  const answer = attributeOf(question, path, feature);
  if (isAnswered(answer)) return answer;
  if (answer.problem !== undefined) path.reading.unknownKind({ id: feature }, path, answer.problem);
  return undefined;
}

/** Where nothing was answered any more, an earlier answer ends. */
function heldByQuestion(answers: readonly Read[], segments: readonly Range[], alone: number): Asked[] {
  const [first] = answers;
  if (!first) return [];
  if (segments.length > 0 && answers.every(({ answer }) => isSame(answer, first.answer))) {
    return [{ ...first, ranges: segments }].filter(isAsked);
  }
  const ordered = answers.toSorted((former, latter) => former.from - latter.from);
  return ordered
    .map((entry, index) => {
      const segment = segments.find(({ start, end }) => start <= entry.from && entry.from < end);
      const next = ordered[index + 1]?.from ?? Number.POSITIVE_INFINITY;
      const end = segment ? Math.min(segment.end, next) : entry.from + alone;
      return { ...entry, ranges: [{ start: entry.from, end }] };
    })
    .filter(isAsked);
}

const isAsked = <T extends Read>(entry: T): entry is T & { readonly answer: Attribute } => entry.answer !== undefined;

type Option = { readonly ranges: Range[]; readonly versions: Version[] };

function optionsOf(read: readonly Read[], asked: readonly Asked[], segments: Segments, alone: number): Option[] {
  const byFeature = new Map<string, Option>();
  const others: Option[] = [];
  const rangesOf = new Map(asked.map(({ path, ranges }) => [path, ranges]));
  for (const { answer, ...entry } of read.toSorted((former, latter) => former.from - latter.from)) {
    if (!answer) continue;
    const answers = answersIn(entry.question);
    const none: [number, Fields] = [-1, {}]; // an empty list is an answer, too
    const listed = answers.length > 0 ? [...answers.entries()] : [none];
    for (const [index, { feature_id: feature }] of listed) {
      const version = { ...entry, answer, index };
      if (typeof feature === 'string' && segments.has(feature)) {
        const option = byFeature.get(feature) ?? { ranges: [...segments.of(feature)], versions: [] };
        byFeature.set(feature, option);
        option.versions.push(version);
        if (!entry.isTimeless && !isWithin(option.ranges, entry.from))
          option.ranges.push({ start: entry.from, end: entry.from + alone });
      } else others.push({ ranges: [...(rangesOf.get(entry.path) ?? [])], versions: [version] });
    }
  }
  return [...byFeature.values(), ...others];
}

const isWithin = (ranges: readonly Range[], time: number): boolean =>
  ranges.some(({ start, end }) => start <= time && time < end);

/** The times at which an answer begins, changes or ends cut time into pieces: what holds in each of them, in their order. */
function runsOf(options: readonly Option[], further: readonly Range[], holds: Holds): Held[] {
  const spans = options.flatMap((option) => option.ranges.map(({ start, end }) => ({ option, start, end })));
  const starting = Map.groupBy(spans, ({ start }) => start);
  const changes = options.flatMap(({ versions }) => versions.map(({ from }) => from));
  const borders = [...spans, ...further].flatMap(({ start, end }) => [start, end]);
  const times = [...new Set([...borders, ...changes])].sort((a, b) => a - b);
  const active = new Map<Option, number>();
  const runs: Held[] = [];
  for (const [index, time] of times.entries()) {
    const begun = starting.get(time) ?? [];
    for (const { option, end } of begun) active.set(option, Math.max(end, active.get(option) ?? end));
    for (const [option, end] of active) if (end <= time) active.delete(option);
    const instants = begun.filter(({ option, end }) => end === time && !active.has(option));
    addRun(
      runs,
      instants.map(({ option }) => option),
      { start: time, end: time },
      holds,
    );
    addRun(runs, [...active.keys()], { start: time, end: times[index + 1] ?? time }, holds);
  }
  return runs;
}

/** As a run of its own, or as more of the last one where nothing changes. */
function addRun(runs: Held[], options: readonly Option[], range: Range, holds: Holds): void {
  const versions = options.flatMap(({ versions: [first, ...later] }) =>
    first ? [later.findLast(({ from }) => from <= range.start) ?? first] : [],
  );
  const found = answerAt(versions, range.start, holds);
  if (!found) return;
  const last = runs.at(-1);
  const [before] = last?.ranges ?? [];
  if (last && before?.end === range.start && isSame(last.answer, found.answer)) {
    runs[runs.length - 1] = { ...last, ranges: [{ start: before.start, end: range.end }] };
  } else runs.push({ ...found, from: range.start, ranges: [range] });
}

/** An answer that is the same in all runs is one that holds in several ranges. */
function joined(runs: readonly Held[]): Held[] {
  const [first] = runs;
  if (!first || runs.some(({ answer }) => !isSame(answer, first.answer))) return [...runs];
  return [{ ...first, ranges: runs.flatMap(({ ranges }) => ranges) }];
}

const isSame = (former: unknown, latter: unknown): boolean =>
  former === latter || JSON.stringify(former) === JSON.stringify(latter);
