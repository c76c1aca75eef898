import { type Attribute, categoryKindOf, type Unit } from '../../label/label.ts';
import type { AnnotationOf, Omission } from '../format.ts';

/** What is said in a stretch of an audio: seconds, to a microsecond. */
type Utterance = {
  readonly offset: number;
  readonly duration: number;
  readonly text: string;
  /** Of an object: who or what it is that is heard. */
  readonly category?: string;
  /** From 0, where the label says one. */
  readonly channel?: number;
};

/** The first offset first. */
export function utterancesOf(
  unit: Unit,
  annotations: readonly AnnotationOf<never>[],
  questions: readonly string[],
): { readonly utterances: readonly Utterance[]; readonly omitted: readonly Omission[] } {
  const utterances: Utterance[] = [];
  const omitted: Omission[] = [];
  for (const annotation of annotations) {
    const omit = ({ code, detail }: Reason) =>
      omitted.push({ code, unit: unit.id, annotation: annotation.id, ...(detail === undefined ? {} : { detail }) });
    const transcript = transcriptIn(annotation, questions);
    const stretch = stretchOf(annotation, unit);
    if ('code' in transcript) omit(transcript);
    else if ('code' in stretch) omit(stretch);
    else {
      for (const reason of transcript.lost) omit(reason);
      utterances.push({
        ...stretch,
        text: transcript.text,
        ...(categoryKindOf(annotation) === 'object' ? { category: annotation.category } : {}),
        ...(annotation.at.kind === 'time' && annotation.at.channel !== undefined
          ? { channel: annotation.at.channel }
          : {}),
      });
    }
  }
  return { utterances: utterances.sort((one, other) => one.offset - other.offset), omitted };
}

type Reason = Pick<Omission, 'code' | 'detail'>;

function transcriptIn(
  { attributes }: AnnotationOf<never>,
  questions: readonly string[],
): Reason | { readonly text: string; readonly lost: readonly Reason[] } {
  const asked = attributeAsked(attributes, questions);
  const answers = attributes.filter(({ name }) => name === asked);
  const value = answers[0]?.value;
  // Of several texts nobody says whether they are parts of one transcript, or one is a better one than the other.
  if (value?.kind !== 'text' || answers.length > 1) return { code: 'answer-not-held', detail: asked ?? questions[0] };
  const text = value.text.toWellFormed();
  const others = attributes.filter(({ name }) => name !== asked).map(({ name }) => name);
  return {
    text,
    lost: [
      ...(text === value.text ? [] : [{ code: 'text-changed', detail: 'half a character' } as const]),
      ...(others.length === 0 ? [] : [{ code: 'answer-not-held', detail: others.join(', ') } as const]),
    ],
  };
}

/** Encord's editor takes each question for one of a transcript whose name has this in it. */
const marker = '#transcript';

/** The name of the attribute that answers the first of the questions that has an answer. */
const attributeAsked = (attributes: readonly Attribute[], questions: readonly string[]): string | undefined =>
  questions
    .map((question) =>
      attributes.find(({ name }) => name === question || (question === marker && name.includes(marker))),
    )
    .find((attribute) => attribute !== undefined)?.name;

function stretchOf({ at }: AnnotationOf<never>, { durationMs }: Unit): Reason | Pick<Utterance, 'offset' | 'duration'> {
  if (at.kind !== 'time') {
    return durationMs === undefined ? { code: 'duration-unknown' } : stretch(0, durationMs);
  }
  const [only, ...others] = at.ranges;
  // Which words of a transcript are in which of several stretches, the label does not say.
  return only && others.length === 0 ? stretch(only.start, only.end) : { code: 'ranges-not-held' };
}

const stretch = (start: number, end: number): Reason | Pick<Utterance, 'offset' | 'duration'> => {
  const duration = seconds(end - start);
  return duration === 0 ? { code: 'no-length' } : { offset: seconds(start), duration };
};

const seconds = (milliseconds: number): number => Math.round(milliseconds * 1000) / 1e6;
