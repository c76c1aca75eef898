import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Label } from '../../lib/label/label.ts';
import type { FetchedDocument } from '../../lib/platforms/platform.ts';
import { platforms } from '../../lib/platforms/platforms.ts';
import { testingOf } from '../../local/platform-testing.ts';
import { idsHeldBy } from '../support/accounted-ids.ts';
import { deepFreeze } from '../support/deep-freeze.ts';
import { foldersIn, readJson, readJsonIfThere, root } from '../support/examples.ts';
import { mutated, pathsOf, randomFrom, withKey } from '../support/mutations.ts';
import { propertyRuns } from '../support/property-runs.ts';

/** Of each platform; `npm run test:slow` looks at 10,000. */
const runs = propertyRuns(500);
/** The same documents in every run; `FUZZ_SEED` makes others. */
const seed = Number(process.env.FUZZ_SEED ?? 20_260_504);
/** Ten times what 10,000 documents take on a machine that does nothing else. */
const timeout = 900_000;
/** Of one document, in time of the processor: what else the machine does is not looked at. */
const slowestMilliseconds = 5_000;
const processorMilliseconds = () => process.cpuUsage().user / 1000;

type Fetched = FetchedDocument & { readonly project: string };

/** `labels/<case>`: its document, and what belongs to it. */
function examplesOf(platform: string): Fetched[] {
  const folder = join(root, 'lib', 'platforms', platform, 'examples', 'labels');
  return foldersIn(folder).map((name) => {
    const { project, ...ref } = readJson(join(folder, name, 'ref.json')) as FetchedDocument['ref'] & {
      project: string;
    };
    const ontology = readJsonIfThere(join(folder, name, 'ontology.json'));
    const document = readJson(join(folder, name, 'document.json'));
    const files = (readJsonIfThere(join(folder, name, 'attachments.json')) ?? {}) as Record<string, string>;
    const attachments = new Map(
      Object.entries(files).map(([address, file]) => [address, readFileSync(join(folder, name, file))]),
    );
    return deepFreeze({ project, ref, document, attachments, ...(ontology === undefined ? {} : { ontology }) });
  });
}

/** A refusal names where in the document it is: a field, an entry of a list, or the document as a whole. */
const namesAPlace = /[a-z]\w*[.[]|[a-z]+_[a-z]+|\b(The|the) [a-z]+/;

describe.each(Object.values(platforms))('a damaged document of $id', (platform) => {
  it(`becomes a label that parses, or a refusal that says where (${runs} documents)`, {
    timeout,
  }, async () => {
    const { default: reader } = await platform.reader();
    const { idsIn } = testingOf(platform.id);
    const random = randomFrom(seed);
    const sources = examplesOf(platform.id).map((example) => {
      const both = {
        document: example.document,
        ...(example.ontology === undefined ? {} : { ontology: example.ontology }),
      };
      return { ...example, both, paths: pathsOf(both) };
    });
    const outcomes = { label: 0, InvalidLabel: 0, LabelNotFound: 0, NotLabelled: 0 };
    const wrong: string[] = [];
    let slowest = 0;
    for (let run = 0; run < runs && wrong.length < 10; run += 1) {
      const { project, ref, attachments, both, paths } = sources[run % sources.length] as (typeof sources)[number];
      const damaged = {
        ref,
        attachments: attachments ?? new Map(),
        ...(mutated(both, paths, random) as Pick<FetchedDocument, 'document' | 'ontology'> | undefined),
      };
      const start = processorMilliseconds();
      try {
        const label = reader.normalise({ document: undefined, ...damaged }, project);
        if (!Label.safeParse(label).success) wrong.push(`run ${run}: a label that does not parse`);
        reader.clean(damaged.document); // what is exported is kept, too
        const held = idsHeldBy(label);
        const lost = idsIn(damaged.document as Record<string, unknown>).filter((id) => !held.has(id));
        if (lost.length > 0) wrong.push(`run ${run}: a label without ${lost[0]}`);
        outcomes.label += 1;
      } catch (error) {
        const { name, message, stack = '' } = error as Error;
        if (name === 'NotLabelled') outcomes.NotLabelled += 1;
        else if (name !== 'InvalidLabel' && name !== 'LabelNotFound') wrong.push(`run ${run}: ${stack.slice(0, 600)}`);
        else if (!namesAPlace.test(message)) wrong.push(`run ${run}: a refusal that names no place: ${message}`);
        else outcomes[name] += 1;
      }
      slowest = Math.max(slowest, processorMilliseconds() - start);
    }
    expect(wrong).toEqual([]);
    expect(outcomes.label).toBeGreaterThan(0);
    expect(outcomes.InvalidLabel).toBeGreaterThan(0);
    expect(slowest).toBeLessThan(slowestMilliseconds);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it(`changes nothing by a key that nobody knows, is refused by its name, or keeps it (${runs} documents)`, {
    timeout,
  }, async () => {
    const { default: reader } = await platform.reader();
    const random = randomFrom(seed);
    const sources = examplesOf(platform.id).map((example) => ({
      example,
      paths: pathsOf(example.document),
      label: withoutNotes(reader.normalise(example, example.project)),
    }));
    const outcomes = { same: 0, kept: 0, refused: 0 };
    const wrong: string[] = [];
    for (let run = 0; run < runs && wrong.length < 10; run += 1) {
      const { example, paths, label } = sources[run % sources.length] as (typeof sources)[number];
      const path = paths[Math.floor(random() * paths.length)] ?? [];
      const [key, value] = unknownKeys[Math.floor(random() * unknownKeys.length)] ?? ['', 0];
      const document = withKey(example.document, path, key, value);
      if (document === undefined) continue;
      try {
        const read = withoutNotes(reader.normalise({ ...example, document }, example.project));
        if (read === label) outcomes.same += 1;
        else if (read.includes(key)) outcomes.kept += 1;
        else wrong.push(`run ${run}: ${path.join('.')}.${key} changes the label without a word`);
      } catch (error) {
        const { name, message, stack = '' } = error as Error;
        if (name !== 'InvalidLabel') wrong.push(`run ${run}: ${stack.slice(0, 600)}`);
        else if (!message.includes(key) && !message.includes(ownerIn(path)))
          wrong.push(`run ${run}: ${path.join('.')}.${key}: ${message}`);
        else outcomes.refused += 1;
      }
    }
    expect(wrong).toEqual([]);
    expect(outcomes.same).toBeGreaterThan(0);
  });
});

/** Keys that platforms may add any day: some that cannot change a shape, and some that could. */
const unknownKeys: readonly (readonly [string, unknown])[] = [
  ['mood', 'calm'],
  ['moodScore', 0.5],
  ['moods', [{ mood: 1 }]],
  ['moodByFrame', { 3: 'calm' }],
  ['rotation_angle', 30],
  ['zDepth', 3],
];

/** Of a map whose keys are data a refusal may name the map itself. */
const ownerIn = (path: readonly (string | number)[]): string =>
  String(path.findLast((key) => typeof key === 'string') ?? 'document');

function withoutNotes(label: Label): string {
  const { unread: _unread, leftOut: _leftOut, ...rest } = label;
  return JSON.stringify(rest);
}
