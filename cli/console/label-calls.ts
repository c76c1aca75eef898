import { keys } from '../../lib/contracts/keys.ts';
import { Label } from '../../lib/label/label.ts';
import { withReader } from '../../lib/preview/draw-written.ts';
import { type GroupJson, groupJson } from '../../lib/preview/group-json.ts';
import { thumbnail } from '../../lib/preview/thumbnail.ts';
import { readJson } from '../../lib/store/read-json.ts';
import { type LabelName, readRecord } from '../../lib/store/record.ts';
import { type LabelFilter, labelPage } from '../labels/list-labels.ts';
import type { Pictures } from '../pictures/pictures.ts';
import { drawingsOfStoredLabel } from '../preview/bucket.ts';
import { drawingsOfRevisions } from '../preview/compared-revisions.ts';
import { sinceOf } from '../sync/since.ts';
import { traceJson, tracesOf } from '../trace/traces.ts';
import type { ConsoleDeployment } from './console-deployment.ts';
import type { LetterCalls } from './letter-calls.ts';
import { RefusedCall } from './refused-call.ts';

/** The first unit of a label, drawn small. */
export type ThumbnailJson = {
  readonly unit: string;
  readonly units: number;
  readonly annotations: number;
  readonly svg: string;
};

type PreviewChoice = LabelName & {
  readonly as?: string | undefined;
  readonly revision?: string | undefined;
  readonly compare?: string | undefined;
};

/** The calls about labels, each as its command prints it with `--json`. */
export function labelCalls(
  { store, stack, where, trees, at }: ConsoleDeployment,
  clock: { now(): Date },
  letters: Pick<LetterCalls, 'about'>,
  /** Anew for each label. */
  pictures: () => Pictures,
) {
  return {
    list({
      after,
      limit,
      since,
      ...filter
    }: LabelFilter & { readonly after?: string | undefined; readonly limit: number }) {
      return labelPage(store, { ...filter, since: since && instantOf(since, clock.now()) }, { after, limit });
    },
    /** Dead letters only where they are asked for: looking for them holds all of them. */
    async trace({ letters: isWhole, ...name }: LabelName & { readonly letters: boolean }): Promise<unknown> {
      const { label } = name;
      const [traced] = await tracesOf(keys.record(name), {}, { stack, where }, async (labels) =>
        isWhole ? letters.about(labels) : [],
      );
      if (!traced?.exported)
        throw new RefusedCall(404, `The bucket must have a record of label ${label}, but has none.`);
      return JSON.parse(traceJson(traced)) as unknown;
    },
    async preview({ label, as, compare, ...scope }: PreviewChoice): Promise<GroupJson[]> {
      const tree = trees.find(({ name }) => name === as);
      if (as !== undefined && compare !== undefined)
        throw new RefusedCall(400, 'compare compares labels: leave out as.');
      if (as !== undefined && !tree)
        throw new RefusedCall(400, `as must be one of ${trees.map(({ name }) => name).join(', ')}, but is ${as}.`);
      const chosen = tree && (await withReader(tree.chosen));
      const choice = { ...scope, chosen, facts: { pictures: pictures() }, at };
      const drawn = compare
        ? drawingsOfRevisions(store, label, { ...choice, compare })
        : drawingsOfStoredLabel(store, label, choice);
      return (await drawn).map(groupJson);
    },
    async thumbnail(name: LabelName): Promise<ThumbnailJson> {
      const standing = await readRecord(store, name);
      const key = Object.keys(standing?.record.files ?? {}).find((file) => file.startsWith(keys.labels(name)));
      if (key === undefined) throw new RefusedCall(404, 'The bucket has no canonical label to draw.');
      const found = await readJson(store, key, Label, {
        what: 'The label',
        remedy: 'Export it again: labelwire sync.',
      });
      if (!found) throw new RefusedCall(404, `There is no object ${key} in the bucket.`);
      const { units, annotations } = found.value;
      const svg = thumbnail(found.value, () => undefined);
      return { unit: units[0]?.name ?? '', units: units.length, annotations: annotations.length, svg };
    },
  };
}

function instantOf(since: string, now: Date): string {
  try {
    return sinceOf(since, now);
  } catch (error) {
    throw new RefusedCall(400, `since: ${(error as Error).message}`);
  }
}
