import { readFileSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join, resolve } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type BundledFunction, build, loadedAtStart, sizeOf } from '../../build.ts';
import { pipelineErrors } from '../../lib/contracts/errors.ts';
import { newFolder } from '../../local/new-folder.ts';
import { oneOfEach } from '../structure/package-service.ts';
import { filesBelow, foldersIn, root } from '../support/examples.ts';

const folder = newFolder();
const configuration = join(newFolder(), 'labelwire.config.ts');
const names = filesBelow(join(root, 'functions')).map((file) => file.replace(/\.ts$/, ''));

let functions: Record<string, BundledFunction>;
beforeAll(async () => {
  writeFileSync(configuration, oneOfEach);
  functions = Object.fromEntries((await build(folder, configuration)).map((bundled) => [bundled.name, bundled]));
});

const bundled = (name: string): BundledFunction => {
  const found = functions[name];
  if (!found) throw new Error(`There is no bundle of ${name}.`);
  return found;
};
const sourcesAtStart = ({ outputs }: BundledFunction) =>
  [...loadedAtStart(outputs)].flatMap((file) => Object.keys(outputs[file]?.inputs ?? {}));

const sourcesOf = ({ outputs }: BundledFunction) => Object.values(outputs).flatMap(({ inputs }) => Object.keys(inputs));

const platformIds = foldersIn(join(root, 'lib', 'platforms')).filter((folder) => folder !== 'kit');
const platformFiles = platformIds.flatMap((id) =>
  filesBelow(join(root, 'lib', 'platforms', id)).map((file) => `lib/platforms/${id}/${file}`),
);
/** Whether a source is one of these files or in one of these folders of a platform. */
const isIn =
  (...parts: readonly string[]) =>
  (source: string): boolean =>
    parts.some((part) => new RegExp(`^lib/platforms/[^/]+/${part}(/|$)`).test(source));

const formatReaders = foldersIn(join(root, 'lib', 'formats'))
  .flatMap((id) => filesBelow(join(root, 'lib', 'formats', id)).map((file) => `lib/formats/${id}/${file}`))
  .filter((file) => /\/read(-[a-z-]+)?\.ts$/.test(file));

it('the build is made of every file in functions/', () => {
  expect(foldersIn(folder)).toEqual(names);
});

/** Parts of a platform or a format that no function loads: an `import()` of them is never run. */
const forPeople = /^\.\/(api\/setup|saved-documents|testing|access\/index|read)\.ts$/;

describe.each(names)('the bundle of %s', (name) => {
  it('holds all it needs but Node and the AWS SDK, and asks for nothing at run time', () => {
    const { outputs } = bundled(name);
    const outside = Object.values(outputs).flatMap(({ imports }) => imports.filter(({ external }) => external));
    expect(outside.length).toBeGreaterThan(0);
    const foreign = outside.filter(
      ({ path, kind }) =>
        !isBuiltin(path) && !/^(@aws-sdk|@smithy)\//.test(path) && !(kind === 'dynamic-import' && forPeople.test(path)),
    );
    expect(foreign).toEqual([]);
    for (const file of Object.keys(outputs)) {
      expect(readFileSync(resolve(root, file), 'utf8')).not.toContain('Dynamic require of');
    }
  });

  it('brings a source map for each file of code, without the sources', () => {
    for (const file of filesBelow(join(folder, name)).filter((each) => each.endsWith('.mjs'))) {
      const map = JSON.parse(readFileSync(join(folder, name, `${file}.map`), 'utf8'));
      expect(map.sourcesContent).toBeUndefined();
    }
  });

  it('reads neither the API nor a document of a platform at a cold start', () => {
    const loaded = sourcesAtStart(bundled(name));
    expect(loaded).toContain(`functions/${name}.ts`);
    expect(loaded.filter(isIn('api', 'document'))).toEqual([]);
  });

  it('has no part of a platform that only people or tests load', () => {
    const parts = ['access', 'api/setup.ts', 'saved-documents.ts', 'simulated', 'testing', 'testing.ts'];
    for (const part of parts) expect(platformFiles.filter(isIn(part)), part).not.toEqual([]); // else nothing is checked
    expect(sourcesOf(bundled(name)).filter(isIn(...parts))).toEqual([]);
  });

  it('has no reader of a format: only previews and tests read files back', () => {
    expect(formatReaders).not.toEqual([]); // else nothing is checked
    expect(sourcesOf(bundled(name)).filter((source) => formatReaders.includes(source))).toEqual([]);
  });
});

it('the receiver reads the deliveries of every platform at a cold start, and nothing else of it', () => {
  const loaded = sourcesAtStart(bundled('receive-webhook')).filter((source) => platformFiles.includes(source));
  const wanted = platformIds.flatMap((id) =>
    ['delivery.ts', 'index.ts', 'signature.ts'].map((file) => `lib/platforms/${id}/${file}`),
  );
  expect(loaded.toSorted()).toEqual(wanted.toSorted());
});

/** Kilobytes (1,000 bytes) that Node reads before the handler runs, but for those of each format: today's, and a tenth more. */
const largestColdStart: Readonly<Record<string, number>> = {
  'assemble-file': 185,
  'fetch-labels': 195,
  'finish-release': 300,
  'plan-release': 103,
  'receive-webhook': 68,
  'rescue-execution': 105,
  'settle-release': 148,
  'start-export': 99,
  'survey-batch': 122,
  'sweep-executions': 108,
  'sync-labels': 174,
  'transform-label': 141,
  'write-batch': 192,
  'write-export': 119,
};

it.each(names)('%s starts with little code', (name) => {
  const { outputs } = bundled(name);
  const read = [...loadedAtStart(outputs)].flatMap((file) => Object.entries(outputs[file]?.inputs ?? {}));
  const others = read.filter(([source]) => !source.startsWith('lib/formats/'));
  const kilobytes = others.reduce((sum, [, { bytesInOutput }]) => sum + bytesInOutput, 0) / 1_000;
  expect(kilobytes).toBeLessThan(largestColdStart[name] ?? 0);
});

it('no function brings parts of zod that nothing asks for, such as its messages in other languages', () => {
  const unused = /^node_modules\/zod\/.*\/(locales|to-json-schema|compile)\b/;
  for (const name of names) {
    const sources = Object.values(bundled(name).outputs).flatMap(({ inputs }) => Object.entries(inputs));
    const brought = sources.filter(([source, { bytesInOutput }]) => unused.test(source) && bytesInOutput > 0);
    expect(brought, name).toEqual([]);
  }
});

it('only what asks a platform, or takes its deliveries, brings a platform', () => {
  const having = names.filter((name) => sourcesOf(bundled(name)).some((source) => platformFiles.includes(source)));
  expect(having).toEqual(['fetch-labels', 'receive-webhook', 'sync-labels']);
});

it('fetchLabels leaves the API and the documents of every platform for later', () => {
  const fetchLabels = bundled('fetch-labels');
  const later = sourcesOf(fetchLabels);
  for (const id of platformIds) {
    expect(later).toContain(`lib/platforms/${id}/api/reader.ts`);
    expect(later).toContain(`lib/platforms/${id}/document/normalise.ts`);
  }
  const { coldStart, onDemand } = sizeOf(fetchLabels);
  expect(coldStart).toBeGreaterThan(10_000);
  expect(onDemand).toBeGreaterThan(0);
});

it('only fetchLabels has what reads the media of units, each reader for later', () => {
  const media = (sources: readonly string[]) =>
    sources.filter((source) => /^lib\/(media|runtime\/media-)/.test(source));
  const having = Object.entries(functions).filter(([, each]) => media(sourcesOf(each)).length > 0);
  expect(having.map(([name]) => name)).toEqual(['fetch-labels']);
  expect(media(sourcesAtStart(bundled('fetch-labels')))).not.toContain('lib/media/picture-size.ts');
});

it('the receiver is free of formats and of the state machine', () => {
  const loaded = sourcesAtStart(bundled('receive-webhook'));
  expect(loaded.filter((source) => /^lib\/(formats|store)\//.test(source))).toEqual([]);
});

// Step Functions compares names; a class that took its name from the constructor would be called "e" here.
it('the names of errors stay when everything else gets short', () => {
  const { outputs } = bundled('fetch-labels');
  const code = Object.keys(outputs)
    .filter((file) => file.endsWith('.mjs'))
    .map((file) => readFileSync(resolve(root, file), 'utf8'))
    .join('\n');
  const kept = Object.keys(pipelineErrors).filter((name) => code.includes(`"${name}"`));
  expect(kept).toEqual(Object.keys(pipelineErrors).filter((name) => new RegExp(`\\b${name}\\b`).test(code)));
  expect(kept).toContain('PlatformThrottled');
});
