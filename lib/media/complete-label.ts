import { PipelineError } from '../contracts/errors.ts';
import type { Label, Unit } from '../label/label.ts';
import { lacks, type Need } from '../label/need.ts';
import { mediaFacts } from './media-facts.ts';
import { MediaProblem, type MediaReason, type MediaSources } from './media-source.ts';

/** Why a unit still lacks what is needed of it. */
export type Unobtained = {
  readonly unit: string;
  readonly need: Need;
  readonly reason: MediaReason;
  readonly message: string;
};

export type CompletedLabel = { readonly label: Label; readonly unobtained: readonly Unobtained[] };

/**
 * Where the files of a unit may be had, the best place first. A unit that has no place stays as it is. Throws `MediaProblem` where a
 * place is known and must not be asked.
 */
export type PlacesOf = (unit: Unit) => Promise<readonly MediaSources[]>;

/**
 * The label, its units with what they lacked of `needs` and their files say. What the platform says itself counts. Throws the
 * retryable error of a place that may answer later, where no other place does now.
 */
export async function completeLabel(label: Label, needs: readonly Need[], placesOf: PlacesOf): Promise<CompletedLabel> {
  const unobtained: Unobtained[] = [];
  const units: Unit[] = [];
  for (let unit of label.units) {
    for (const need of needs) {
      // What a reading for another need has said.
      if (!lacks(unit, need)) continue;
      try {
        unit = { ...unit, ...(await factsOf(need, unit, label, placesOf)) };
      } catch (problem) {
        if (!(problem instanceof MediaProblem)) throw problem;
        const { reason, message } = problem;
        unobtained.push({ unit: unit.id, need, reason, message });
      }
    }
    units.push(unit);
  }
  return { label: { ...label, units }, unobtained };
}

/** From the first place that has them. */
async function factsOf(need: Need, unit: Unit, label: Label, placesOf: PlacesOf): Promise<Partial<Unit>> {
  const failures: Error[] = [];
  for (const sources of await placesOf(unit)) {
    try {
      return fitting(await mediaFacts(need, sources, unit), sources, { label, unit });
    } catch (error) {
      const mayBeElsewhere = error instanceof MediaProblem || (error instanceof PipelineError && error.retryable);
      if (!mayBeElsewhere) throw error;
      failures.push(error);
    }
  }
  const [first, ...others] = failures;
  if (!first) return {};
  const problem = failures.find((failure) => !(failure instanceof MediaProblem)) ?? first;
  if (!(problem instanceof MediaProblem) || others.length === 0) throw problem;
  throw new MediaProblem(problem.reason, failures.map(({ message }) => message).join(' '));
}

/** Annotations point into a text: one that ends before them is another text. */
function fitting(
  facts: Partial<Unit>,
  [{ name }]: MediaSources,
  { label, unit }: { readonly label: Label; readonly unit: Unit },
): Partial<Unit> {
  const { length } = facts.text ?? { length: Number.POSITIVE_INFINITY };
  const isMarkedBeyond = label.annotations.some(
    ({ unit: on, at }) => on === unit.id && at.kind === 'text' && at.ranges.some(({ end }) => end > length),
  );
  if (!isMarkedBeyond) return facts;
  throw new MediaProblem(
    'media-unreadable',
    `${name} must be the text that was labelled, but ends before what is marked in it. Put the labelled one there.`,
  );
}
