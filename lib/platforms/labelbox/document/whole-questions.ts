import type { FieldPath, Fields } from '../../kit/fields.ts';
import { answersIn, featuresBelow } from './attributes.ts';
import type { Given } from './held-answers.ts';
import type { LabelParts } from './label-parts.ts';
import type { Segments } from './segments.ts';

type Timeline = { readonly segments: Segments };

/**
 * A question that is not at any frame or instant. Its answers hold in the segments that are given for it or for them, which
 * `addTimed` adds; without any they hold for the whole.
 */
export function addWholeQuestion<T extends Timeline>(
  { question, id, path }: { readonly question: Fields; readonly id: string; readonly path: FieldPath },
  timelines: readonly T[],
  parts: LabelParts,
  addTimed: (given: Given, timeline: T) => void,
): void {
  const isTimed = (feature: unknown) =>
    typeof feature === 'string' && timelines.some(({ segments }) => segments.has(feature));
  const below = [...featuresBelow(question)];
  const untimed = isTimed(id) ? [] : answersIn(question).filter(({ feature_id: feature }) => !isTimed(feature));
  const isWhole = !isTimed(id) && (untimed.length > 0 || !below.some(isTimed));
  if (isWhole) {
    const isAll = untimed.length === answersIn(question).length;
    parts.addClassification(isAll ? question : withAnswers(question, untimed), { id, at: { kind: 'whole' } }, path);
    const inner = untimed.flatMap((answer) => [...featuresBelow({ checklist_answers: [answer] })]).filter(isTimed);
    if (inner.length > 0) path.reading.notKept(id, path, 'that an answer below another one holds at some times only');
    for (const feature of inner) for (const { segments } of timelines) segments.of(feature);
    if (isAll) return;
  }
  const timed = isWhole
    ? withAnswers(
        question,
        answersIn(question).filter((answer) => !untimed.includes(answer)),
      )
    : question;
  for (const timeline of timelines) {
    const ranges = [id, ...featuresBelow(timed)].flatMap((feature) => timeline.segments.of(feature));
    const [first] = ranges;
    if (!first) continue;
    const from = ranges.reduce((earliest, { start }) => Math.min(earliest, start), first.start);
    addTimed({ from, isTimeless: true, question: timed, path }, timeline);
  }
}

/** The question with some of its answers; only a list has several. */
const withAnswers = (question: Fields, answers: readonly Fields[]): Fields =>
  Object.fromEntries(
    Object.entries(question).map(([key, value]) => [
      key,
      Array.isArray(value) && key.endsWith('_answers') ? answers : value,
    ]),
  );
