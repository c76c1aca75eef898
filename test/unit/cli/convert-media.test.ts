import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Label } from '../../../lib/label/label.ts';
import { labelwire, newFolder } from '../../support/command-line.ts';
import { aLabel, anAnnotation } from '../../support/labels.ts';
import { mediaSamples } from '../../support/media-samples.ts';

type Files = Readonly<Record<string, string | Uint8Array>>;

async function converted(label: Label, format: string, media: Files) {
  const folder = newFolder();
  for (const [name, content] of Object.entries(media)) {
    mkdirSync(dirname(join(folder, 'media', name)), { recursive: true });
    writeFileSync(join(folder, 'media', name), content);
  }
  writeFileSync(join(folder, 'labels.ndjson'), `${JSON.stringify(label)}\n`);
  const given = ['--from', 'canonical', '--to', format, '--media', 'media', '--json', 'labels.ndjson'];
  const ended = await labelwire(['convert', ...given], { folder });
  const read = (path: string) => readFileSync(join(folder, 'converted', format, path), 'utf8');
  return { ...ended, read };
}

const image = (parts: Partial<Label['units'][number]> = {}): Label =>
  aLabel({ units: [{ id: 'unit-1', name: 'street/1.jpg', media: 'image', ...parts }] });

const images = (text: string) => (JSON.parse(text) as { readonly images: readonly object[] }).images;

/** The beginning of a JPEG of 3 × 2 pixels that lies on its side: EXIF orientation 6. */
const turned = Buffer.from(
  'ffd8ffe1002245786966000049492a0008000000010012010300010000000600000000000000ffc0000b080002000301011100ffd9',
  'hex',
);

describe('labelwire convert --media', () => {
  it('makes a negative of an image whose label says neither an object nor a size', async () => {
    const { code, read } = await converted(image(), 'coco', { 'street/1.jpg': mediaSamples.png });
    expect(code).toBe(0);
    expect(images(read('annotations/instances.json'))).toMatchObject([{ width: 1, height: 1 }]);
  });

  it('finds the file of a unit that has another ending, or none', async () => {
    const { read } = await converted(image({ name: 'street/1' }), 'coco', { 'street/1.png': mediaSamples.png });
    expect(images(read('annotations/instances.json'))).toMatchObject([{ width: 1, height: 1 }]);
  });

  it('reads the size of a picture as it is shown, turned as its EXIF says', async () => {
    const { read } = await converted(image(), 'coco', { 'street/1.jpg': turned });
    expect(images(read('annotations/instances.json'))).toMatchObject([{ width: 2, height: 3 }]);
  });

  it('leaves a size that the label says as it is', async () => {
    const label = image({ width: 640, height: 480 });
    const { read } = await converted(label, 'coco', { 'street/1.jpg': mediaSamples.png });
    expect(images(read('annotations/instances.json'))).toMatchObject([{ width: 640, height: 480 }]);
  });

  it('leaves out, as without it, a unit that has no file', async () => {
    const { stdout } = await converted(image(), 'coco', { 'street/2.jpg': mediaSamples.png });
    expect(stdout).toContain('size-unknown');
  });

  const letter = (end: number): Label =>
    aLabel({
      categories: [{ name: 'person', kind: 'object' }],
      units: [{ id: 'unit-1', name: 'letter.txt', media: 'text' }],
      annotations: [
        anAnnotation({
          category: 'person',
          categoryKind: 'object',
          at: { kind: 'text', ranges: [{ start: 0, end }] },
          shape: undefined,
        }),
      ],
    });

  it('gives a text its spans, without a byte order mark', async () => {
    const { read } = await converted(letter(3), 'spacy', { 'letter.txt': '\ufeffAda waves' });
    expect(read('all.jsonl')).toBe('{"text":"Ada waves","entities":[[0,3,"person"]]}\n');
  });

  it.each<[string, Label, Files, string]>([
    ['another text', letter(30), { 'letter.txt': 'Ada' }, 'ends before what is marked in it'],
    ['not UTF-8', letter(3), { 'letter.txt': Buffer.from([0xff, 0xfe, 0x41]) }, 'must be UTF-8, but is not'],
    ['no picture', image(), { 'street/1.jpg': 'nothing' }, 'must be a picture, but is none that can be read'],
  ])('refuses a label whose file is %s', async (_what, label, media, reason) => {
    const { code, stdout } = await converted(label, label.units[0]?.media === 'text' ? 'spacy' : 'coco', media);
    expect(code).toBe(1);
    expect(stdout).toContain(reason);
  });

  it('takes a folder alone', async () => {
    const given = ['convert', '--from', 'canonical', '--to', 'coco', '--media', 'nowhere', 'labels.ndjson'];
    const { code, stderr } = await labelwire(given, { folder: newFolder() });
    expect(code).not.toBe(0);
    expect(stderr).toContain('--media must be a folder, but nowhere is none.');
  });
});
