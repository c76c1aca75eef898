import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FormatId } from '../../../../lib/formats/formats.ts';
import { formats } from '../../../../lib/formats/formats.ts';
import type { Label } from '../../../../lib/label/label.ts';
import { newFolder } from '../../../../local/new-folder.ts';
import { labelwire } from '../../../support/command-line.ts';
import { filesBelow } from '../../../support/examples.ts';
import { aLabel, anAnnotation } from '../../../support/labels.ts';
import { box, cocoFiles, onePicture, written, yoloRows } from './written.ts';

const imageFormats = [
  'coco',
  'coco-panoptic',
  'cvat',
  'dota',
  'imagefolder',
  'kitti',
  'masks',
  'pascal-voc',
  'yolo',
] as const satisfies readonly FormatId[];

const unit = (id: string, name = `${id}.jpg`): Label['units'][number] => ({
  id,
  name,
  media: 'image',
  width: 64,
  height: 48,
});

/** Converts labels with the command line; the texts of its files by path. */
async function converted(labels: readonly Label[], ...args: string[]) {
  const folder = newFolder();
  const lines = labels.map((label) => `${JSON.stringify(label)}\n`).join('');
  writeFileSync(join(folder, 'labels.ndjson'), lines);
  const ended = await labelwire(['convert', '--from', 'canonical', ...args, '--json', 'labels.ndjson'], { folder });
  const out = join(folder, 'converted');
  const names = filesBelow(out).filter((name) => !name.startsWith('.'));
  const texts = Object.fromEntries(names.map((name) => [name, readFileSync(join(out, name), 'utf8')]));
  return { ...ended, names: names.sort(), texts };
}

const labelOf = (id: string, parts: Partial<Label>): Label =>
  ({ ...aLabel(), ...parts, source: { ...aLabel().source, label: id } }) as Label;

describe('numbers', () => {
  it('annotation ids and category ids start at 1: an evaluator takes 0 for no match, a trainer for the background', () => {
    const [file] = cocoFiles(onePicture([{}, {}]));
    expect(file?.annotations.map(({ id, category_id }) => [id, category_id])).toEqual([
      [1, 1],
      [2, 1],
    ]);
    expect(file?.categories).toMatchObject([{ id: 1, name: 'car' }]);
    expect(file?.images).toMatchObject([{ id: 1 }]);
  });

  it('class order is that of the class map, neither alphabetical nor that of a label', () => {
    const categories = ['zebra', 'car', 'ant'].map((name) => ({ name, kind: 'object' as const }));
    const label = onePicture([{ category: 'ant' }, { category: 'zebra' }], undefined, categories);
    const classes = new Map(['car', 'ant', 'bus', 'zebra'].map((name, number) => [name, number]));
    const [file] = cocoFiles(label, {}, { classes });
    expect(file?.categories.map(({ id, name }) => [id, name])).toEqual([
      [1, 'car'],
      [2, 'ant'],
      [4, 'zebra'],
    ]);
    expect(file?.annotations.map(({ category_id }) => category_id)).toEqual([2, 4]);
    const rows = written('yolo', label, {}, { classes }).text;
    expect(rows.split('\n').map((row) => row.slice(0, 2))).toEqual(['1 ', '3 ', '']);
  });

  it('class index and data.yaml never differ, and splits share one map', async () => {
    const labels = ['zebra', 'ant', 'bus'].map((name, index) =>
      labelOf(`l${index}`, {
        categories: [{ name, kind: 'object' }],
        units: [unit('u', `${index}.jpg`)],
        annotations: [anAnnotation({ category: name, unit: 'u' })],
      }),
    );
    const { texts } = await converted(labels, '--to', 'yolo,coco', '--split', 'train=0.5,val=0.5');
    expect(texts['yolo/data.yaml']).toContain('names:\n  0: "zebra"\n  1: "ant"\n  2: "bus"\n');
    expect([0, 1, 2].map((index) => texts[`yolo/labels/${index}.txt`]?.[0])).toEqual(['0', '1', '2']);
    const maps = ['train', 'val'].map((split) => {
      const { categories } = JSON.parse(texts[`coco/annotations/instances_${split}.json`] ?? '');
      return categories.map(({ id, name }: { id: number; name: string }) => [id, name]);
    });
    expect(maps[0]).toEqual(maps[1]);
    expect(maps[0]).toEqual([
      [1, 'zebra'],
      [2, 'ant'],
      [3, 'bus'],
    ]);
  });

  it('image ids of annotations are those of images, also where units in between have no file (frame steps and subsets)', async () => {
    const units = [unit('a'), { ...unit('b'), media: 'text' as const, width: undefined, height: undefined }, unit('c')];
    const label = labelOf('l', {
      units: units.map(({ width, height, ...rest }) => (width ? { ...rest, width, height } : rest)) as Label['units'],
      annotations: ['a', 'c'].map((id) => anAnnotation({ id, unit: id })),
    });
    const { texts } = await converted([label, { ...label, source: { ...label.source, label: 'm' } }], '--to', 'coco');
    const { images, annotations } = JSON.parse(texts['coco/annotations/instances.json'] ?? '') as ReturnType<
      typeof cocoFiles
    >[number];
    expect(images.map(({ id, file_name }) => [id, file_name])).toEqual([
      [1, 'a.jpg'],
      [2, 'c.jpg'],
      [3, 'a--m.jpg'],
      [4, 'c--m.jpg'],
    ]);
    expect(annotations.map(({ id, image_id }) => [id, image_id])).toEqual([
      [1, 1],
      [2, 2],
      [3, 3],
      [4, 4],
    ]);
  });

  it('non-deterministic output: no wall clock, no random colour and no order of a set is in a file', async () => {
    const label = onePicture([{ id: 'b' }, { id: 'a', category: 'bus' }], undefined, [
      { name: 'car', kind: 'object' },
      { name: 'bus', kind: 'object' },
    ]);
    for (const id of imageFormats) {
      const [first, second] = [written(id, label), written(id, structuredClone(label))];
      expect(second.files).toEqual(first.files);
      expect(first.text).not.toContain(String(new Date().getFullYear()));
    }
  });
});

describe('negatives', () => {
  const empty = aLabel({ units: [unit('a')], annotations: [] });
  const line = anAnnotation({ unit: 'a', shape: { kind: 'polyline', points: [[0, 0], [9, 9]] } }); // biome-ignore format: two positions

  it('images without objects are not dropped: each format has a file for them', () => {
    for (const id of imageFormats) expect([id, written(id, empty).paths.length > 0]).toEqual([id, true]);
    expect(cocoFiles(empty)).toMatchObject([{ images: [{ file_name: 'a.jpg' }], annotations: [] }]);
  });

  it('an image whose objects a format cannot hold is never an empty file, which would be trained as nothing there', () => {
    const label = aLabel({ units: [unit('a')], annotations: [line] });
    for (const id of imageFormats.filter((each) => each !== 'cvat')) {
      const { paths, omitted } = written(id, label);
      expect([id, paths]).toEqual([id, []]);
      expect(omitted).toContainEqual({ code: 'unit-left-out', unit: 'a', detail: 'all objects omitted' });
    }
  });

  it('several labels of one task neither double an image nor overwrite each other: each has files of its own', async () => {
    const labels = ['l1', 'l2'].map((id) =>
      labelOf(id, { units: [unit('u', '1.jpg')], annotations: [anAnnotation({ unit: 'u' })] }),
    );
    const { names } = await converted(labels, '--to', 'yolo,pascal-voc');
    expect(names).toEqual([
      'pascal-voc/Annotations/1--l2.xml',
      'pascal-voc/Annotations/1.xml',
      'pascal-voc/labelmap.txt',
      'yolo/data.yaml',
      'yolo/labels/1--l2.txt',
      'yolo/labels/1.txt',
    ]);
  });
});

describe('names and paths', () => {
  it('one base name in several folders, or with several endings, does not overwrite label files', () => {
    const units = [unit('a', 'x/1.jpg'), unit('b', 'y/1.jpg'), unit('c', 'y/1.png')];
    for (const id of imageFormats) {
      const paths = written(id, aLabel({ units })).paths.filter((path) => !path.endsWith('.png') || id === 'masks');
      expect([id, new Set(paths).size]).toEqual([id, 3]);
    }
  });

  it('class names with spaces, slashes and other alphabets stay as they are, and are never a path', () => {
    const names = ['traffic light', 'a/b', '../c', 'Straße 🚦'];
    const label = onePicture(
      names.map((category) => ({ category })),
      undefined,
      names.map((name) => ({ name, kind: 'object' })),
    );
    for (const id of imageFormats) {
      for (const path of written(id, label).paths) expect(path).toMatch(/^[\w-]*\/?street\/1\.\w+$/);
    }
    expect(cocoFiles(label)[0]?.categories.map(({ name }) => name)).toEqual(names);
    const [yaml] = formats.yolo.collect(names, formats.yolo.Options.parse({}));
    for (const name of names) expect(Buffer.from(yaml?.bytes ?? []).toString()).toContain(JSON.stringify(name));
    expect(written('kitti', label).omitted).toMatchObject([{ code: 'name-changed' }, { code: 'name-changed' }]);
  });

  it('a folder images in a path: the label is where Ultralytics looks for it', () => {
    const { paths } = written('yolo', aLabel({ units: [unit('a', 'batch-1/images/1.jpg')] }));
    expect(paths).toEqual(['images/batch-1/labels/1.txt']);
  });

  it('several label files of one unit never come apart: formats that have them are in no route, and share a path', async () => {
    const { 'coco-panoptic': panoptic } = formats;
    expect(panoptic.isLive(panoptic.Options.parse({}))).toBe(false);
    const labels = ['l1', 'l2'].map((id) =>
      labelOf(id, { units: [unit('u', '1.jpg')], annotations: [anAnnotation({ unit: 'u', shape: box() })] }),
    );
    const { names, texts } = await converted(labels, '--to', 'coco-panoptic');
    expect(names).toEqual([
      'coco-panoptic/annotations/1--l2.json',
      'coco-panoptic/annotations/1.json',
      'coco-panoptic/panoptic/1--l2.png',
      'coco-panoptic/panoptic/1.png',
    ]);
    for (const name of ['1', '1--l2']) {
      const { annotations } = JSON.parse(texts[`coco-panoptic/annotations/${name}.json`] ?? '');
      expect(annotations).toMatchObject([{ file_name: `${name}.png` }]);
    }
  });

  it('images that live in S3 are referenced, never dropped', () => {
    const label = aLabel({ units: [{ ...unit('a'), sourceUri: 's3://images/street/a.jpg' }] });
    expect(cocoFiles(label)[0]?.images).toMatchObject([{ file_name: 'a.jpg', coco_url: 's3://images/street/a.jpg' }]);
    expect(written('pascal-voc', label).text).toContain('<image>s3://images/street/a.jpg</image>');
    expect(JSON.parse(written('sagemaker', label).text)['source-ref']).toBe('s3://images/street/a.jpg');
  });

  it('EXIF orientation swaps no width and height: a file has the size in which its coordinates are', () => {
    const turned = { ...unit('a'), width: 48, height: 64 };
    const label = aLabel({ units: [turned], annotations: [anAnnotation({ unit: 'a', shape: box({ y: 50 }) })] });
    expect(cocoFiles(label)[0]?.images).toMatchObject([{ width: 48, height: 64 }]);
    expect(yoloRows(label)).toEqual([[0, 5 / 48, 55 / 64, 10 / 48, 10 / 64].map((share) => expect.closeTo(share, 7))]);
    expect(written('pascal-voc', label).text).toMatch(/<width>48<\/width>\s*<height>64<\/height>/);
    expect(written('cvat', label).text).toContain('width="48" height="64"');
  });
});

describe('what is lost', () => {
  it('one malformed region does not kill the whole export: the label is refused with its reason, the others are written', async () => {
    const good = labelOf('good', { units: [unit('u', 'good.jpg')] });
    const bad = labelOf('bad', { annotations: [{ ...anAnnotation(), shape: { kind: 'box' } as never }] });
    const { code, names, stdout } = await converted([bad, good], '--to', 'yolo');
    expect(code).toBe(1);
    expect(names).toEqual(['yolo/data.yaml', 'yolo/labels/good.txt']);
    expect(JSON.parse(stdout)).toMatchObject({ labels: 1, refused: [{ count: 1 }] });
  });

  it('relations, attributes and answers are never dropped silently: each is in the file or reported', () => {
    const attribute = { name: 'Colour', value: { kind: 'text' as const, text: 'red' } };
    const { shape: _, ...answer } = anAnnotation({ id: 'answer', category: 'Weather', attributes: [attribute] });
    const label = aLabel({
      categories: [
        { name: 'car', kind: 'object' },
        { name: 'Weather', kind: 'classification' },
      ],
      annotations: [
        anAnnotation({ attributes: [attribute], relations: [{ to: 'other', name: 'part of', bothWays: false }] }),
        anAnnotation({ id: 'other' }),
        answer,
      ],
    });
    for (const id of imageFormats) {
      const codes = written(id, label).omitted.map(({ code }) => code);
      expect([id, codes]).toEqual([id, expect.arrayContaining(['relations-not-held'])]);
      const holdsAnswers = id === 'cvat';
      expect([id, codes.includes('classification-not-held')]).toEqual([id, !holdsAnswers]);
      const holdsAttributes = id === 'coco' || id === 'pascal-voc' || id === 'cvat';
      expect([id, codes.includes('attributes-not-held')]).toEqual([id, !holdsAttributes]);
    }
  });
});

describe('what a reader asks for', () => {
  it('Datumaro wants labelmap.txt for VOC and a task, not a job, for CVAT', async () => {
    const label = labelOf('l', { units: [unit('u', '1.jpg')], annotations: [anAnnotation({ unit: 'u' })] });
    const { texts } = await converted([label], '--to', 'pascal-voc,cvat');
    expect(texts['pascal-voc/labelmap.txt']).toContain('car:');
    expect(texts['cvat/annotations/1.xml']).toMatch(/<meta>\s*<task>/);
  });
});
