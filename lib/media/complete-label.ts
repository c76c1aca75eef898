import pMap from 'p-map';
import { PipelineError } from '../contracts/errors.ts';
import { inconsistencies } from '../label/consistency.ts';
import type { Label, Unit } from '../label/label.ts';
import { everyNeed, lacks, type Need } from '../label/need.ts';
import { withPixelCoordinates } from '../label/pixel-coordinates.ts';
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
export type PlacesOf = (unit: Unit) => AsyncIterable<MediaSources> | Iterable<MediaSources>;

/**
 * The label, its units with what they lacked of `needs` and their files say, and in pixels where they say how many there are.
 * What the platform says itself counts. Throws the retryable error of a place that may answer later, where no other place
 * does now; with `isLast`, nobody asks later, and the unit stays as it is.
 */
export async function completeLabel(
  label: Label,
  needs: readonly Need[],
  placesOf: PlacesOf,
  { isLast = false }: { readonly isLast?: boolean } = {},
): Promise<CompletedLabel> {
  const unobtained: Unobtained[] = [];
  const complete = async (unit: Unit): Promise<Unit> => {
    const need = everyNeed.find((one) => needs.includes(one) && lacks(unit, one));
    if (need === undefined) return unit;
    try {
      return withFacts(unit, await factsOf(need, unit, label, placesOf));
    } catch (error) {
      const problem = isLast && mayPass(error) ? unreachable(error) : error;
      if (!(problem instanceof MediaProblem)) throw problem;
      const { reason, message } = problem;
      unobtained.push({ unit: unit.id, need, reason, message });
      return unit;
    }
  };
  const units = await pMap(label.units, complete, { concurrency: unitsAtOnce });
  return { label: withPixelCoordinates({ ...label, units }), unobtained };
}

const mayPass = (error: unknown): error is PipelineError => error instanceof PipelineError && error.retryable;

const unreachable = (cause: Error) => new MediaProblem('media-unreachable', cause.message, { cause });

/** What is said of single slices goes on in what the files say of all of them. */
function withFacts(unit: Unit, facts: Partial<Unit>): Unit {
  const lacking = Object.entries(facts).filter(
    ([field]) => field === 'slices' || unit[field as keyof Unit] === undefined,
  );
  return { ...unit, ...Object.fromEntries(lacking) };
}

/** A task may show hundreds of pictures. */
const unitsAtOnce = 4;

/** From the first place that has them. */
async function factsOf(need: Need, unit: Unit, label: Label, placesOf: PlacesOf): Promise<Partial<Unit>> {
  const failures: Error[] = [];
  for await (const sources of placesOf(unit)) {
    try {
      return fitting(await mediaFacts(need, sources, unit), sources, { label, unit });
    } catch (error) {
      if (!(error instanceof MediaProblem) && !mayPass(error)) throw error;
      failures.push(error);
    }
  }
  const [first, ...others] = failures;
  if (!first) return {};
  const problem = failures.find((failure) => !(failure instanceof MediaProblem)) ?? first;
  if (!(problem instanceof MediaProblem) || others.length === 0) throw problem;
  throw new MediaProblem(problem.reason, failures.map(({ message }) => message).join(' '));
}

/** Annotations point into the unit: a file that ends before them, or is of another size, is not the one that was labelled. */
function fitting(
  facts: Partial<Unit>,
  [{ name }]: MediaSources,
  { label, unit }: { readonly label: Label; readonly unit: Unit },
): Partial<Unit> {
  const annotations = label.annotations
    .filter(({ unit: on }) => on === unit.id)
    .map(({ relations: _, ...annotation }) => annotation);
  const { categories } = label;
  const [found] = inconsistencies({ categories, units: [withFacts(unit, facts)], annotations });
  if (!found) return facts;
  const [kind, what] =
    facts.text === undefined
      ? ['file', `an annotation of it ${found.message}`]
      : ['text', 'ends before what is marked in it'];
  throw new MediaProblem(
    'media-unreadable',
    `${name} must be the ${kind} that was labelled, but ${what}. Put the labelled one there.`,
  );
}
