import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import type { Taking } from '../../../lib/configuration/takes.ts';
import { LabelExport, type LabelToTransform, type StagedBytes } from '../../../lib/contracts/payloads.ts';
import { defineFormat, everything, type Format } from '../../../lib/formats/format.ts';
import { formats } from '../../../lib/formats/formats.ts';
import type { Label } from '../../../lib/label/label.ts';
import { makeExport, transformLabel } from '../../../lib/steps/transform-label.ts';
import { sha256Of } from '../../../lib/store/place-file.ts';
import { anEvent, recordingLog } from '../../support/events.ts';
import { aLabel, anAnnotation, anyLabel } from '../../support/labels.ts';
import { propertyRuns } from '../../support/property-runs.ts';

const chosen = (...given: Format[]) => given.map((format) => ({ format, options: format.Options.parse({}) }));
const everyFormat = chosen(...Object.values(formats));
const staged: StagedBytes = { key: 'staging/area-0', start: 0, end: 1, sha256: '0'.repeat(64) };

function aTransformer(label: unknown, given: ReturnType<typeof chosen> = everyFormat, taking: Taking = {}) {
  const stagedAgain: Uint8Array[] = [];
  const asked: LabelToTransform[] = [];
  const run = (bytes = Buffer.from(JSON.stringify({ label, document: { row: 1 } }))) =>
    transformLabel(
      { status: 'fetched', event: anEvent(), label: 'label-1', revision: 1, staged } satisfies LabelToTransform,
      {
        formats: given,
        taking,
        readStaged: async () => bytes,
        classes: async (item) => {
          asked.push(item);
          return { etag: '"map"', classes: ['bus', 'car'] };
        },
        stage: async (bytes) => {
          stagedAgain.push(bytes);
          return staged;
        },
        log: recordingLog().log,
      },
    );
  return { run, stagedAgain, asked };
}
const exportOf = async (label: Label, given = everyFormat) => {
  const { content } = await aTransformer(label, given).run();
  if (content.kind !== 'inline') throw new Error('unreachable');
  return content.export;
};

/** Writes this text, whatever the label. */
const aFormat = (text: string) =>
  defineFormat({
    id: 'reporting',
    title: 'Told',
    specification: 'https://example.com',
    Options: z.strictObject({}),
    holds: everything,
    write: () => ({
      files: [{ path: 'a.txt', namedAfter: 'label', contentType: 'text/plain', bytes: Buffer.from(text) }],
      omitted: [],
    }),
  });

describe('transforming a label', () => {
  it('makes no files of a label that is not ground truth, where the route takes nothing else', async () => {
    const exportOfOnly = async (groundTruth: boolean) => {
      const { content } = await aTransformer(aLabel({ source: { groundTruth } }), everyFormat, {
        labels: 'ground-truth',
      }).run();
      if (content.kind !== 'inline') throw new Error('unreachable');
      return content.export;
    };
    expect(await exportOfOnly(false)).toMatchObject({ files: [], omitted: [], facts: { isTaken: false } });
    const taken = await exportOfOnly(true);
    expect(taken.files.length).toBeGreaterThan(0);
    expect(taken.facts).not.toHaveProperty('isTaken');
  });

  it('makes the files of every format, each below its tree, with sum, type and revision', async () => {
    const { files } = await exportOf(aLabel({ annotations: [anAnnotation()] }));
    expect(files.map(({ key, belongsTo }) => [key, belongsTo])).toEqual(
      expect.arrayContaining([
        ['labels/encord/project-1/label-1.json', 'label'],
        ['native/encord/project-1/label-1.json', 'label'],
        ['exports/yolo/encord/project-1/labels/street/1.txt', 'label'],
        ['exports/yolo/encord/project-1/data.yaml', 'dataset'],
      ]),
    );
    for (const { base64, sha256 } of files) expect(sha256Of(Buffer.from(base64, 'base64'))).toBe(sha256);
    const row = files.find(({ key }) => key.startsWith('exports/yolo/') && key.endsWith('1.txt'));
    expect(row?.alternativeKey).toBe('exports/yolo/encord/project-1/labels/street/1--label-1.txt');
    expect(Buffer.from(row?.base64 ?? '', 'base64').toString()).toMatch(/^1 /); // "bus" is 0
  });

  it('gives files of the label its revision, and those of the project the number of classes', async () => {
    const { files } = await exportOf(aLabel());
    for (const { belongsTo, revision } of files)
      expect(revision).toBe(belongsTo === 'dataset' ? 2 : 1_700_000_000_000_000);
  });

  it('takes all class numbers from one reading of the class map, and says of each file with numbers which map that was', async () => {
    const { run, asked } = aTransformer(aLabel({ annotations: [anAnnotation()] }));
    const { content } = await run();
    expect(asked).toHaveLength(1);
    if (content.kind !== 'inline') throw new Error('unreachable');
    const numbered = content.export.files.filter(({ classMap }) => classMap === '"map"').map(({ key }) => key);
    expect(numbered).toEqual(
      expect.arrayContaining([expect.stringMatching(/1\.txt$/), expect.stringMatching(/yaml$/)]),
    );
    expect(numbered.filter((key) => /^(labels|native)\//.test(key))).toEqual([]);
  });

  it('counts what a format leaves out, and names twenty annotations at most', async () => {
    const annotations = Array.from({ length: 25 }, (_, index) =>
      anAnnotation({ id: `point-${index}`, shape: { kind: 'point', x: 1, y: 1 } }),
    );
    const { omitted } = await exportOf(aLabel({ annotations }), chosen(formats.yolo));
    expect(omitted).toEqual([
      {
        format: 'yolo',
        code: 'shape-not-held',
        detail: 'point',
        count: 25,
        annotations: expect.arrayContaining(['point-0', 'point-19']),
      },
      { format: 'yolo', code: 'unit-left-out', detail: 'all objects omitted', count: 1, annotations: [] },
    ]);
    expect(omitted[0]?.annotations).toHaveLength(20);
  });

  it('puts an export beyond 200,000 bytes into staging, whole', async () => {
    const { run, stagedAgain } = aTransformer(aLabel(), chosen(aFormat('x'.repeat(200_000))));
    expect(await run()).toEqual({ content: { kind: 'staged', staged } });
    const parsed = LabelExport.parse(JSON.parse(Buffer.from(stagedAgain[0] ?? []).toString()));
    expect(parsed.files.map(({ key }) => key)).toEqual(['exports/reporting/encord/project-1/a.txt']);
  });

  it('refuses a label whose files are more than the step can hold, naming the format that makes them so', async () => {
    const large = (id: string, mebibytes: number) => {
      const bytes = Buffer.alloc(mebibytes * 1024 * 1024);
      const file = { path: 'a', namedAfter: 'label', contentType: 'text/plain', bytes } as const;
      return { ...aFormat(''), id, root: `exports/${id}`, write: () => ({ files: [file], omitted: [] }) };
    };
    const run = exportOf(aLabel(), chosen(large('one', 20), large('two', 21)));
    await expect(run).rejects.toMatchObject({
      name: 'InvalidLabel',
      message: expect.stringMatching(
        /at most 41943040 bytes, .* of format two\. Deploy with a larger parameter largestLabelMiB \(12 now\)/,
      ),
    });
  });

  it('needs no document for formats that do not read it, and says what to do where one that does came later', async () => {
    const staged = { label: aLabel() };
    const withoutDocument = (...given: Format[]) => {
      const transformer = aTransformer(staged.label, chosen(...given));
      return transformer.run(Buffer.from(JSON.stringify(staged)));
    };
    const { content } = await withoutDocument(formats.canonical, formats.coco, formats.yolo);
    expect(content.kind).toBe('inline');
    for (const reading of [formats.native, aFormat('x')]) {
      await expect(withoutDocument(reading)).rejects.toMatchObject({
        name: 'InvalidLabel',
        message: expect.stringMatching(/fetched without its document.*Replay the label/),
      });
    }
  });

  it('refuses a label that a format cannot write for its size, and lets every other failure pass as it is', async () => {
    const failing = (error: Error) => ({
      ...aFormat(''),
      write: () => {
        throw error;
      },
    });
    await expect(exportOf(aLabel(), chosen(failing(new RangeError('Invalid string length'))))).rejects.toMatchObject({
      name: 'InvalidLabel',
      message: 'Format reporting cannot write the label: Invalid string length',
    });
    await expect(exportOf(aLabel(), chosen(failing(new TypeError('our own'))))).rejects.toMatchObject({
      name: 'TypeError',
    });
  });

  it('refuses a unit whose name makes a longer key than S3 takes', async () => {
    const name = Array.from({ length: 4 }, () => 'é'.repeat(150)).join('/');
    const label = aLabel({ units: [{ id: 'unit-1', name, media: 'image', width: 640, height: 480 }] });
    await expect(exportOf(label)).rejects.toMatchObject({
      name: 'InvalidLabel',
      message: expect.stringMatching(/^The name of a data unit makes a key of more than \d+ bytes/),
    });
  });

  it('refuses a staged label that does not hold together, saying where', async () => {
    const { annotations: _annotations, ...rest } = aLabel();
    await expect(aTransformer(rest).run()).rejects.toMatchObject({
      name: 'InvalidLabel',
      message: expect.stringContaining('annotations must be a list, but is missing'),
    });
  });

  it('makes the same bytes of the same label, whatever the label', () => {
    fc.assert(
      fc.property(anyLabel(), (label) => {
        const names = label.categories.filter(({ kind }) => kind === 'object').map(({ name }) => name);
        const project = { connection: 'encord', project: 'project-1' };
        const surroundings = { project, numbers: { classes: names }, formats: everyFormat };
        const made = makeExport(label, { row: 1 }, surroundings);
        expect(makeExport(structuredClone(label), { row: 1 }, surroundings)).toEqual(made);
        const keys = made.files.map(({ key }) => key);
        expect(new Set(keys).size).toBe(keys.length);
        for (const key of keys) expect(key.split('/')).not.toContain('..');
      }),
      { numRuns: propertyRuns(15) },
    );
  });
});

it('an omission of what is not known says why the files of the unit did not say it', () => {
  const format = defineFormat({
    id: 'reporting',
    title: 'Reporting',
    specification: 'https://example.com',
    Options: z.strictObject({}),
    holds: everything,
    write: ({ units }) => ({
      files: [],
      omitted: units.flatMap(({ id }) => [
        { code: 'size-unknown' as const, unit: id },
        { code: 'overlap' as const, unit: id },
      ]),
    }),
  });
  const label = aLabel({ units: ['a', 'b'].map((id) => ({ id, name: id, media: 'image' })) });
  const made = makeExport(
    label,
    {},
    {
      project: { connection: 'encord', project: 'project-1' },
      numbers: { classes: ['car'] },
      formats: chosen(format),
      unobtained: [{ unit: 'a', reason: 'media-refused' }],
    },
  );
  expect(made.omitted.map(({ code, detail, count }) => [code, detail, count])).toEqual([
    ['size-unknown', 'media-refused', 1],
    ['overlap', undefined, 2],
    ['size-unknown', undefined, 1],
  ]);
});
