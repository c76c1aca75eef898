import pMap from 'p-map';
import { keys } from '../../lib/contracts/keys.ts';
import { isLabel } from '../../lib/label/label.ts';
import type { ObjectStore } from '../../lib/store/object-store.ts';
import { type LabelRecord, readRecordAt } from '../../lib/store/record.ts';
import { type ListedLabel, listedLabelOf, type UnreadableRecord } from './listed-label.ts';

/** Which labels to list; what is not given, any. */
export type LabelFilter = {
  readonly connection?: string | undefined;
  readonly project?: string | undefined;
  readonly status?: LabelRecord['status'] | undefined;
  /** The platform's own word, ignoring case. */
  readonly state?: string | undefined;
  /** The name of a class that an annotation of it has. */
  readonly class?: string | undefined;
  /** A format that omits something of it, or a code of what is omitted. */
  readonly omits?: string | undefined;
  /** Written at this time or later, in ISO 8601. */
  readonly since?: string | undefined;
  /** A part of its id or of the name of its unit, ignoring case. */
  readonly text?: string | undefined;
};

export type LabelPage = {
  readonly labels: readonly (ListedLabel | UnreadableRecord)[];
  /** How many records were looked at for it. */
  readonly looked: number;
  /** Labels whose classes nobody can tell, since their route writes no canonical labels; only where a class is wanted. */
  readonly withoutClasses: number;
  /** To be given as `after` for the next page; missing at the end. */
  readonly next?: string;
};

type PageOptions = {
  /** `next` of the page before. */
  readonly after?: string | undefined;
  /** So many labels at most. */
  readonly limit: number;
  /** After so many records a page ends, with what it has. */
  readonly mostLooked?: number;
};

const atOnce = 16;

/** Some labels of a bucket, in the order of their keys. Memory does not grow with the bucket: a page is all that is held. */
export async function labelPage(
  store: ObjectStore,
  filter: LabelFilter,
  { after, limit, mostLooked = 2_000 }: PageOptions,
): Promise<LabelPage> {
  const labels: LabelPage['labels'][number][] = [];
  let [looked, withoutClasses, last] = [0, 0, after];
  for await (const page of store.listObjects(placeOf(filter), after)) {
    const since = filter.since === undefined ? undefined : new Date(filter.since);
    for (let start = 0; start < page.length; ) {
      const wanted = Math.max(Math.min(limit - labels.length, mostLooked - looked), atOnce);
      const some = page.slice(start, start + wanted);
      const recent = some.filter(({ modifiedAt }) => since === undefined || modifiedAt >= since);
      const found = await pMap(recent, ({ key }) => readListed(store, key, filter), { concurrency: atOnce });
      for (const [index, one] of found.entries()) {
        if (one === 'without classes') withoutClasses += 1;
        else if (one) labels.push(one);
        // More were read at once than were wanted: the next page begins behind the last that is given.
        if (labels.length >= limit) {
          const next = recent[index]?.key ?? '';
          return { labels, looked: looked + some.findIndex(({ key }) => key === next) + 1, withoutClasses, next };
        }
      }
      start += some.length;
      looked += some.length;
      last = some.at(-1)?.key ?? last;
      if (looked >= mostLooked) return { labels, looked, withoutClasses, next: last ?? '' };
    }
  }
  return { labels, looked, withoutClasses };
}

const placeOf = ({ connection, project }: LabelFilter): string =>
  connection === undefined
    ? 'records/'
    : project === undefined
      ? `records/${connection}/`
      : keys.records({ connection, project });

type Found = ListedLabel | UnreadableRecord | 'without classes' | undefined;

async function readListed(store: ObjectStore, key: string, filter: LabelFilter): Promise<Found> {
  let record: LabelRecord | undefined;
  try {
    record = (await readRecordAt(store, key))?.record;
  } catch (error) {
    if ((error as Error).name !== 'InvalidConfiguration') throw error;
    return { key, problem: (error as Error).message };
  }
  if (!record || !fits(record, filter)) return undefined;
  if (filter.class === undefined) return listedLabelOf(record);
  const has = await hasClass(store, record, filter.class);
  return has === undefined ? 'without classes' : has ? listedLabelOf(record) : undefined;
}

function fits(record: LabelRecord, { project, status, state, omits, text }: LabelFilter): boolean {
  const words = [record.label, record.dataUnit ?? '', ...Object.keys(record.files)];
  return (
    (project === undefined || record.project === project) &&
    (status === undefined || record.status === status) &&
    (state === undefined || record.state?.toLowerCase() === state.toLowerCase()) &&
    (omits === undefined || record.omitted.some(({ format, code }) => format === omits || code === omits)) &&
    (text === undefined || words.some((word) => word.toLowerCase().includes(text.toLowerCase())))
  );
}

/** Undefined where there is no canonical label to look at. */
async function hasClass(store: ObjectStore, record: LabelRecord, name: string): Promise<boolean | undefined> {
  const key = Object.keys(record.files).find((file) => file.startsWith(keys.labels(record)));
  const found = key === undefined ? undefined : await store.get(key);
  const label: unknown = found && JSON.parse(found.bytes.toString('utf8'));
  return isLabel(label) ? label.annotations.some(({ category }) => category === name) : undefined;
}
