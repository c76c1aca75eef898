import { LabelNotFound, PipelineError } from '../../lib/contracts/errors.ts';
import { given } from '../../lib/contracts/given.ts';
import type { FailedDocument, FetchedDocument, LabelRef, PlatformApi, Reader } from '../../lib/platforms/platform.ts';
import type { FoundLabel, Origin } from './origin.ts';

export type PlatformOptions = {
  readonly reader: Reader;
  readonly project: string;
  /** At most so many labels, in the order in which the platform lists them. */
  readonly limit?: number | undefined;
  /** Made anew for each request for labels, which ends where its own time is over. */
  api(): PlatformApi;
  /** Before a request is repeated: the platform throttles, or does not answer. */
  wait(milliseconds: number, reason: string): Promise<void>;
};

/** Seconds before each repetition. The pipeline has a day; a person at a terminal would rather know. */
const pauses = [2, 5, 15, 30, 60, 60];

/** The labels of a project, listed and fetched with the readers of the pipeline. */
export function platformOrigin(options: PlatformOptions): Origin {
  const { reader, limit = Number.POSITIVE_INFINITY } = options;
  let done = 0;
  return {
    reader,
    progress: () => ({ done, total: Number.isFinite(limit) ? limit : 0 }),
    async *labels() {
      let group: LabelRef[] = [];
      let listed = 0;
      for await (const ref of listedRefs(options)) {
        group.push(ref);
        listed += 1;
        if (listed >= limit) break;
        if (group.length < reader.batch) continue;
        for await (const found of fetched(group, options)) yield counted(found);
        group = [];
      }
      for await (const found of fetched(group, options)) yield counted(found);
    },
  };

  function counted(found: FoundLabel): FoundLabel {
    done += 1;
    return found;
  }
}

/** How often requests have failed in a row, and the waiting before the next one. */
class Patience {
  #failures = 0;
  readonly #wait: PlatformOptions['wait'];

  constructor({ wait }: PlatformOptions) {
    this.#wait = wait;
  }

  /** False where the failure will not pass, or has lasted too long. */
  async waitsFor(error: unknown): Promise<boolean> {
    const seconds = pauses[this.#failures];
    if (!(error instanceof PipelineError) || !error.retryable || seconds === undefined) return false;
    this.#failures += 1;
    await this.#wait(seconds * 1_000, error.message);
    return true;
  }

  renew(): void {
    this.#failures = 0;
  }
}

/** What a failure interrupts goes on after the last page. */
async function* listedRefs(options: PlatformOptions): AsyncGenerator<LabelRef> {
  const { reader, project, api } = options;
  if (!reader.labels) throw new Error('This platform cannot list labels. Export them to a file, and convert the file.');
  const patience = new Patience(options);
  let after: string | undefined;
  for (;;) {
    try {
      for await (const { labels, next } of reader.labels(project, given({ after }), api())) {
        patience.renew();
        const occurredAt = new Date().toISOString();
        for (const { label, dataUnit } of labels) yield { ...given({ label, dataUnit }), occurredAt };
        after = next;
      }
      return;
    } catch (error) {
      if (!(await patience.waitsFor(error))) throw error;
    }
  }
}

/** What is asked for again is what has no answer yet; an answer that comes twice counts once. */
async function* fetched(refs: readonly LabelRef[], options: PlatformOptions): AsyncGenerator<FoundLabel> {
  const { reader, project, api } = options;
  const patience = new Patience(options);
  const answered = new Set<string>();
  let waiting: readonly LabelRef[] = refs;
  while (waiting.length > 0) {
    const delayed: FailedDocument[] = [];
    try {
      for await (const answer of reader.fetch(project, waiting, api())) {
        if (answered.has(nameOf(answer.ref))) continue;
        if ('error' in answer && answer.error.retryable) delayed.push(answer);
        else {
          answered.add(nameOf(answer.ref));
          yield* foundIn(answer, project);
        }
      }
      const [first] = delayed;
      if (!first) break;
      if (!(await patience.waitsFor(first.error))) {
        for (const answer of delayed) {
          answered.add(nameOf(answer.ref));
          yield* foundIn(answer, project);
        }
        break;
      }
    } catch (error) {
      if (!(await patience.waitsFor(error))) throw error;
    }
    waiting = waiting.filter((ref) => !answered.has(nameOf(ref)));
  }
  for (const ref of refs) {
    if (ref.label !== undefined && !answered.has(nameOf(ref))) yield { place: placeOf(ref), reason: notShown };
  }
}

const notShown = 'the platform lists it and does not show it: it was deleted meanwhile, or nobody has begun it';

function* foundIn(answer: FetchedDocument | FailedDocument, project: string): Generator<FoundLabel> {
  const place = placeOf(answer.ref);
  if (!('error' in answer)) yield { place, fetched: answer, project };
  else if (answer.error instanceof LabelNotFound) yield { place, reason: notShown };
  else yield { place, reason: `${answer.error.name}: ${answer.error.message}` };
}

const nameOf = ({ label, dataUnit }: LabelRef): string => JSON.stringify(label === undefined ? [dataUnit] : label);

const placeOf = ({ label, dataUnit }: LabelRef): string =>
  label === undefined ? `data unit ${dataUnit}` : `label ${label}`;
