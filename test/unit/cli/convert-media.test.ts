import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Label } from '../../../lib/label/label.ts';
import { newFolder } from '../../../local/new-folder.ts';
import { labelwire } from '../../support/command-line.ts';
import { root } from '../../support/examples.ts';
import { aLabel, anAnnotation } from '../../support/labels.ts';
import { mediaFile } from '../../support/media-files.ts';
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
  const bytes = (path: string) => readFileSync(join(folder, 'converted', format, path));
  return { ...ended, read, bytes };
}

const image = (parts: Partial<Label['units'][number]> = {}): Label =>
  aLabel({ units: [{ id: 'unit-1', name: 'street/1.jpg', media: 'image', ...parts }] });

const images = (text: string) => (JSON.parse(text) as { readonly images: readonly object[] }).images;

/** The beginning of a JPEG of 3 × 2 pixels that lies on its side: EXIF orientation 6. */
const turned = Buffer.from(
  'ffd8ffe1002245786966000049492a0008000000010012010300010000000600000000000000ffc0000b080002000301011100ffd9',
  'hex',
);

describe('the text and the video of docs/convert.md', () => {
  const examples = join(root, 'docs', 'examples', 'media');

  it('are written with their files, and reported without them', async () => {
    const folder = newFolder();
    const call = (...media: string[]) =>
      labelwire(
        ['convert', '--from', 'labelbox', '--to', 'mot,conll', '--force', ...media, join(examples, 'export.ndjson')],
        { folder },
      );
    const { stdout } = await call();
    expect(stdout).toMatch(/size-unknown.*frames-unknown.*text-unknown/s);
    const read = (path: string) => readFileSync(join(folder, 'converted', path), 'utf8');
    const ended = await call('--media', join(examples, 'files'));
    expect(ended.code).toBe(0);
    expect(ended.stdout).not.toContain('unknown');
    expect(read('mot/harbour/ferry/gt/gt.txt')).toBe(
      [3, 4, 5, 6, 7].map((left, frame) => `${frame + 1},1,${left},3,4,4,1,1,1\n`).join(''),
    );
    expect(read('mot/harbour/ferry/seqinfo.ini')).toMatch(/seqLength=30\nimWidth=32\nimHeight=24\n/);
    expect(read('conll/all.conll')).toContain('Tallinn -X- _ B-vessel\nStar -X- _ I-vessel\n');
  });
});

describe('labelwire convert --media', () => {
  it('reads the words of a document in the text layer beside it', async () => {
    const geometry = { left: 0.1, top: 0.1, width: 0.2, height: 0.1 };
    const groups = [{ tokens: [{ id: 'a', content: 'Acme', geometry }] }];
    const bill = image({ name: 'bills/1.pdf', media: 'document' });
    const { code, read } = await converted(bill, 'canonical', {
      'bills/1.pdf': Buffer.from('%PDF-1.7'),
      'bills/1.json': Buffer.from(JSON.stringify([{ number: 1, units: 'PERCENT', groups }])),
    });
    expect(code).toBe(0);
    const [{ layout = [] } = {}] = (JSON.parse(read(`${bill.source.label}.json`)) as Label).units;
    expect(layout).toEqual([{ page: 0, words: [{ id: 'a', text: 'Acme', box: [0.1, 0.1, 0.3, 0.2] }] }]);
  });

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
    expect(stderr).toContain('--media must be a folder, but "nowhere" is none.');
  });

  it('makes tracks in pixels of a video whose platform gives shares of a picture of unknown size', async () => {
    const label = aLabel({
      units: [{ id: 'unit-1', name: 'drive.mp4', media: 'video', coordinates: 'relative' }],
      annotations: [
        anAnnotation({
          at: { kind: 'frame', frame: 29 },
          shape: { kind: 'box', x: 0.5, y: 0.25, width: 0.25, height: 0.5, rotationDegrees: 0 },
        }),
      ],
    });
    const { code, read } = await converted(label, 'mot', { 'drive.mp4': mediaFile('moov-at-end.mp4') });
    expect(code).toBe(0);
    expect(read('drive/gt/gt.txt')).toBe('30,1,17,7,8,12,1,1,1\n');
    expect(read('drive/seqinfo.ini')).toContain('seqLength=30\nimWidth=32\nimHeight=24\n');
  });

  it('does not look into a file for what the format does not write', async () => {
    const label = aLabel({
      units: [{ id: 'unit-1', name: 'drive.avi', media: 'video', width: 640, height: 480, frames: 3 }],
      annotations: [anAnnotation({ at: { kind: 'frame', frame: 2 } })],
    });
    const media = { 'drive.avi': 'RIFF, which is read by no reader of ours' };
    expect(await converted(label, 'cvat', media)).toMatchObject({ code: 0 });
    const { code, stdout } = await converted(label, 'mot', media);
    expect([code, stdout]).toEqual([1, expect.stringContaining('must be an MP4, MOV, Matroska or WebM file')]);
  });

  it('refuses a video that ends before a frame in which something is drawn, by its name', async () => {
    const label = aLabel({
      units: [{ id: 'unit-1', name: 'drive.mp4', media: 'video' }],
      annotations: [anAnnotation({ at: { kind: 'frame', frame: 30 } })],
    });
    const { code, stdout } = await converted(label, 'mot', { 'drive.mp4': mediaFile('moov-at-end.mp4') });
    expect(code).toBe(1);
    expect(stdout).toContain(
      'drive.mp4 must be the file that was labelled, but an annotation of it lies past the end of its unit.',
    );
  });

  const uid = '1.2.826.0.1.3680043.8.498.4';
  const series: Label = aLabel({
    units: [
      {
        id: 'unit-1',
        name: 'clinic/ct-7',
        media: 'volume',
        width: 6,
        height: 5,
        slices: [{ frame: 0, id: `${uid}.1` }],
      },
    ],
    annotations: [
      anAnnotation({
        at: { kind: 'frame', frame: 3 },
        shape: { kind: 'mask', width: 6, height: 5, counts: [0, 2, 28] },
      }),
    ],
  });
  const slices = ['a', 'b', 'c', 'd'].map((name) => [`clinic/ct-7/${name}.dcm`, mediaFile(`series/${name}.dcm`)]);

  it('makes a segmentation of a series whose files are in a folder with the name of the unit', async () => {
    const besides = { 'clinic/ct-7/.DS_Store': Buffer.from('Bud1'), 'clinic/ct-7/DICOMDIR': Buffer.alloc(9) };
    const { code, bytes } = await converted(series, 'dicom-seg', { ...Object.fromEntries(slices), ...besides });
    expect(code).toBe(0);
    const text = bytes('segmentations/clinic/ct-7.dcm').toString('latin1');
    expect(text).toContain(`${uid}.4`); // the slice that lies uppermost is frame 3
    expect(text).not.toContain('Anna');
  });

  it('says of a series why it is not known where it is', async () => {
    const { code, stdout } = await converted(series, 'nifti', Object.fromEntries(slices.slice(1)));
    expect(code).not.toBe(0);
    expect(stdout).toContain('must have slices at even distances, but has not');
  });
});
