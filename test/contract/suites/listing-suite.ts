import { describe, expect, it } from 'vitest';
import { PlatformRefused, PlatformThrottled, PlatformUnavailable } from '../../../lib/contracts/errors.ts';
import type { LabelListing, LabelPage, Platform, PlatformApi, Reader } from '../../../lib/platforms/platform.ts';
import type { PlatformTesting, ServedLabel } from '../../../lib/platforms/testing.ts';

const earlier = '2026-05-04T09:00:00.000000Z';
const since = '2026-05-10T00:00:00.000Z';
const later = '2026-05-11T09:00:00.123456Z';

/** Enough for several pages of every platform, and of a number that no page size divides. */
const manyLabels = 1_037;
/** Labels that are added while a listing runs. */
const mostAdded = 1_000;

/**
 * What `Reader.labels` and `Reader.projects` have to do, over the simulated platform. Both are optional: a platform without
 * them skips these tests.
 */
export function listingSuite(platform: Platform, { simulated, aLabel, projectId }: PlatformTesting): void {
  describe(`listing what ${platform.id} has`, () => {
    const project = projectId('listed');
    const anotherProject = projectId('not-listed');

    const served = (number: number, editedAt = earlier): ServedLabel =>
      aLabel({ project, label: `label-${number}`, dataUnit: `unit-${number}`, editedAt });
    const servedMany = (count: number) => Array.from({ length: count }, (_, number) => served(number));
    /** Two labels of one data unit, and a label of another project. */
    const servedBesides = () => [
      aLabel({ project, label: 'shared-1', dataUnit: 'shared', editedAt: earlier }),
      aLabel({ project, label: 'shared-2', dataUnit: 'shared', editedAt: later }),
      aLabel({ project: anotherProject, label: 'label-1', dataUnit: 'unit-1', editedAt: later }),
    ];

    const connected = (labels: readonly ServedLabel[]): PlatformApi => apiOf(simulated, platform.id, labels);
    const inProject = (labels: readonly ServedLabel[]) => labels.filter((label) => label.project === project);
    const idsOf = (labels: readonly { readonly label?: string | undefined }[]) =>
      labels.map(({ label }) => label).sort();

    it('lists each label of a project once, with the revision and the state of its document, or without', async ({
      skip,
    }) => {
      const reader = await readerWith('labels', platform);
      if (!reader) return skip();
      const labels = [...servedMany(manyLabels), ...servedBesides()];
      const pages = await pagesOf(reader, project, {}, connected(labels));
      const listed = pages.flatMap((page) => page.labels);
      expect(idsOf(listed)).toEqual(idsOf(inProject(labels)));
      const byLabel = new Map(inProject(labels).map((label) => [label.label, label]));
      for (const { label = '', dataUnit, revision, state } of listed) {
        const { dataUnit: unit, document, ontology } = byLabel.get(label) as ServedLabel;
        const { source } = reader.normalise(
          { ref: { label, dataUnit: unit, occurredAt: later }, document, ontology },
          project,
        );
        expect(dataUnit ?? unit).toBe(unit);
        expect(revision ?? source.revision).toBe(source.revision);
        expect(state ?? source.status).toBe(source.status);
      }
    });

    it('lists, of each data unit that it names as complete, every label on the same page', async ({ skip }) => {
      const reader = await readerWith('labels', platform);
      if (!reader) return skip();
      const labels = [...servedMany(manyLabels), ...servedBesides()];
      for (const { units = [], labels: listed } of await pagesOf(reader, project, {}, connected(labels))) {
        const complete = new Set(units);
        const ofUnits = (all: typeof listed) => idsOf(all.filter(({ dataUnit = '' }) => complete.has(dataUnit)));
        expect(ofUnits(listed)).toEqual(ofUnits(inProject(labels)));
      }
    });

    it('goes on after any of its pages', async ({ skip }) => {
      const reader = await readerWith('labels', platform);
      if (!reader) return skip();
      const labels = [...servedMany(manyLabels), ...servedBesides()];
      const listed = await listedPageByPage(reader, project, connected(labels));
      expect(idsOf(listed.flatMap((page) => page.labels))).toEqual(idsOf(inProject(labels)));
    });

    it('lists what has changed since a time, including that time', async ({ skip }) => {
      const reader = await readerWith('labels', platform);
      if (!reader) return skip();
      const changed = [served(7, later), served(8, since)];
      const labels = [...servedMany(7), ...changed, aLabel({ project: anotherProject, editedAt: later })];
      const pages = await pagesOf(reader, project, { since }, connected(labels));
      expect(idsOf(pages.flatMap((page) => page.labels))).toEqual(idsOf(changed));
    });

    it('says what time the platform has, in UTC, or nothing', async ({ skip }) => {
      const reader = await readerWith('labels', platform);
      if (!reader) return skip();
      const before = Date.now();
      const pages = await pagesOf(reader, project, {}, connected(servedMany(3)));
      for (const { at } of pages) {
        if (at === undefined) continue;
        expect(new Date(at).toISOString()).toBe(at);
        expect(Math.abs(Date.parse(at) - before)).toBeLessThan(60_000);
      }
    });

    it('refuses a project that the credential does not show, instead of listing nothing', async ({ skip }) => {
      const reader = await readerWith('labels', platform);
      if (!reader) return skip();
      const refused = expect.objectContaining({ name: 'PlatformRefused' });
      const listings: LabelListing[] = [{}, { since }];
      for (const listing of listings) {
        const listed = pagesOf(reader, projectId('unknown'), listing, connected(servedMany(3)));
        await expect(listed).rejects.toThrow(refused);
      }
    });

    it('refuses a time and an end of a page that it cannot read as InvalidRequest', async ({ skip }) => {
      const reader = await readerWith('labels', platform);
      if (!reader) return skip();
      const refused = expect.objectContaining({ name: 'InvalidRequest' });
      const api = connected(servedMany(3));
      await expect(pagesOf(reader, project, { since: 'yesterday' }, api)).rejects.toThrow(refused);
      await expect(pagesOf(reader, project, { after: '{}' }, api)).rejects.toThrow(refused);
    });

    it('hides no label that stays while others change, are deleted and are added', async ({ skip }) => {
      const reader = await readerWith('labels', platform);
      if (!reader) return skip();
      const ids = new Map(servedMany(manyLabels + mostAdded).map(({ label }, number) => [label, number]));
      for (const seed of [1, 2]) {
        const random = randomNumbers(seed);
        const labels = servedMany(manyLabels);
        const staying = new Set(labels.filter(() => random(3) > 0).map(({ label }) => label));
        let next = manyLabels;
        const change = () => {
          const index = random(labels.length);
          const found = labels[index];
          const kind = random(3);
          if (kind === 0) labels.push(served(next++, later));
          else if (kind === 1 && found) labels[index] = served(ids.get(found.label) ?? 0, later);
          else if (found && !staying.has(found.label)) labels.splice(index, 1);
        };
        const pages = await listedPageByPage(reader, project, connected(labels), () => {
          for (let count = random(40); count > 0; count -= 1) change();
        });
        const listed = new Set(pages.flatMap((page) => page.labels).map(({ label }) => label));
        expect([...staying].filter((label) => !listed.has(label))).toEqual([]);
      }
    });

    it('lists each project that the credential shows once', async ({ skip }) => {
      const reader = await readerWith('projects', platform);
      if (!reader) return skip();
      const others = Array.from({ length: 230 }, (_, number) => projectId(`project-${number}`));
      const labels = [...servedBesides(), ...others.map((other) => aLabel({ project: other }))];
      const listed: string[] = [];
      for await (const { id, title } of reader.projects(connected(labels))) {
        expect(title).not.toBe('');
        listed.push(id);
      }
      expect(listed.sort()).toEqual([project, anotherProject, ...others].sort());
    });
  });
}

type Listing = 'labels' | 'projects';
type ReaderWith<Method extends Listing> = Reader & { readonly [Name in Method]-?: NonNullable<Reader[Name]> };

async function readerWith<Method extends Listing>(
  method: Method,
  platform: Platform,
): Promise<ReaderWith<Method> | undefined> {
  const { default: reader } = await platform.reader();
  return reader[method] ? (reader as ReaderWith<Method>) : undefined;
}

async function pagesOf(
  reader: ReaderWith<'labels'>,
  project: string,
  listing: LabelListing,
  api: PlatformApi,
): Promise<LabelPage[]> {
  const pages: LabelPage[] = [];
  for await (const page of reader.labels(project, listing, api)) pages.push(page);
  return pages;
}

/** As a pipeline does that forgets everything between two pages but where the first one ended. */
async function listedPageByPage(
  reader: ReaderWith<'labels'>,
  project: string,
  api: PlatformApi,
  between: () => void = () => undefined,
): Promise<LabelPage[]> {
  const pages: LabelPage[] = [];
  let after: string | undefined;
  do {
    for await (const page of reader.labels(project, after === undefined ? {} : { after }, api)) {
      pages.push(page);
      break;
    }
    after = pages.at(-1)?.next;
    between();
  } while (after !== undefined);
  return pages;
}

let hosts = 0;

/** What the pipeline gives a reader, with the simulated server in the place of the network. */
function apiOf(simulated: PlatformTesting['simulated'], platform: string, labels: readonly ServedLabel[]): PlatformApi {
  hosts += 1;
  const credential = simulated.newCredential();
  const handle = simulated.server(credential, () => labels);
  return {
    url: `https://${platform}-${hosts}.test`,
    credential: credential.secret,
    now: () => new Date(),
    wait: () => Promise.resolve(),
    async request({ url, ...init }) {
      const answer = await handle(new Request(url, init));
      const { status, headers } = answer;
      if (status === 401 || status === 403) throw new PlatformRefused(`HTTP ${status}`);
      if (status === 429) throw new PlatformThrottled('HTTP 429');
      if (status >= 500) throw new PlatformUnavailable(`HTTP ${status}`);
      return { status, headers, body: new Uint8Array(await answer.arrayBuffer()) };
    },
  };
}

/** Whole numbers from 0 to below a bound, the same ones for the same seed. https://en.wikipedia.org/wiki/Linear_congruential_generator */
function randomNumbers(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return Math.floor((state / 2 ** 32) * bound);
  };
}
