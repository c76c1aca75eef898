import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { serve } from '../../../cli/http-server.ts';
import { chosenFormats } from '../../../lib/configuration/chosen-formats.ts';
import type { Label } from '../../../lib/label/label.ts';
import { makeExport } from '../../../lib/steps/transform-label.ts';
import { newFolder } from '../../../local/new-folder.ts';
import { testingOf } from '../../../local/platform-testing.ts';
import { type Call, type Ended, labelwire } from '../../support/command-line.ts';
import { filesBelow, root } from '../../support/examples.ts';
import { aLabelboxLabel, anEncordLabel } from '../../support/served-labels.ts';

const samples = join(root, 'local', 'samples');

const row = (label: string, title: string, classes: readonly string[] = ['Car']) =>
  aLabelboxLabel({ project: 'p', label, dataUnit: `row-${label}`, title, classes }).document;
const rows = [
  row('a', 'street/1.jpg', ['Car']),
  row('b', 'street/2.jpg', ['Bus', 'Car']),
  row('c', 'street/3.jpg', []),
];

function folderOf(files: Readonly<Record<string, unknown>>): string {
  const folder = newFolder();
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return folder;
}

const lines = (documents: readonly unknown[]): string =>
  documents.map((document) => `${JSON.stringify(document)}\n`).join('');

const convert = (args: readonly string[], call?: Call): Promise<Ended> => labelwire(['convert', ...args], call);
const fromLabelbox = (folder: string, ...args: string[]): Promise<Ended> =>
  convert(['--from', 'labelbox', '--to', 'yolo', ...args], { folder });

/** The files of a run by name, without the list of them that the next run reads. */
const written = (folder: string): Record<string, string> =>
  Object.fromEntries(
    filesBelow(folder)
      .filter((name) => name !== '.labelwire-files')
      .map((name) => [name, readFileSync(join(folder, name), 'utf8')]),
  );
const namesIn = (folder: string): string[] => Object.keys(written(folder)).sort();
const summaryOf = ({ stdout }: Ended) => JSON.parse(stdout) as Record<string, unknown>;

describe('labelwire convert', () => {
  it('writes the same files from a list, from lines, from a folder, from a pattern and from one file after the other', async () => {
    const folder = folderOf({ 'list.json': rows, 'lines.ndjson': lines(rows) });
    mkdirSync(join(folder, 'each'));
    for (const [index, document] of rows.entries())
      writeFileSync(join(folder, 'each', `${index}.json`), JSON.stringify(document, null, 1));
    const inputs = [
      ['list.json'],
      ['lines.ndjson'],
      ['each'],
      ['each/*.json'],
      ['each/0.json', 'each/1.json', 'each/2.json'],
    ];
    for (const [index, files] of inputs.entries()) {
      expect(await fromLabelbox(folder, '--out', `out-${index}`, ...files)).toMatchObject({ code: 0, stderr: '' });
      expect(written(join(folder, `out-${index}`))).toEqual(written(join(folder, 'out-0')));
    }
    expect(namesIn(join(folder, 'out-0'))).toEqual([
      'yolo/data.yaml',
      ...['1', '2', '3'].map((name) => `yolo/labels/street/${name}.txt`),
    ]);
  });

  it('warns once, on standard error, that labels are read without an ontology that is kept apart', async () => {
    const documents = ['l', 'm'].map((label) => anEncordLabel({ project: 'p', label }).document);
    const folder = folderOf({ 'rows.json': documents });
    const call = ['--from', 'encord', '--project', 'p', '--to', 'coco', 'rows.json'];
    const without = await convert([...call, '--out', 'without'], { folder });
    expect(without).toMatchObject({ code: 0 });
    expect(without.stderr).toMatch(
      /^Labels are read without an ontology, so that [^\n]+\. Name its file: --ontology <file>\n$/,
    );
    writeFileSync(join(folder, 'ontology.json'), JSON.stringify({ objects: [], classifications: [] }));
    const within = await convert([...call, '--ontology', 'ontology.json', '--out', 'within'], { folder });
    expect(within).toMatchObject({ code: 0, stderr: '' });
  });

  it('writes what the pipeline writes', async () => {
    const folder = newFolder();
    const args = ['--from', 'labelbox', '--to', 'canonical,yolo', '--out', 'out', join(samples, 'labelbox')];
    expect(await convert(args, { folder })).toMatchObject({ code: 0 });
    const files = written(join(folder, 'out'));
    const labels = Object.entries(files)
      .filter(([name]) => name.startsWith('canonical/'))
      .map(([, text]) => JSON.parse(text) as Label);
    expect(labels).toHaveLength(6);
    const formats = chosenFormats({ platform: 'labelbox', formats: { yolo: {} } }, {});
    const yaml = files['yolo/data.yaml'] ?? '';
    const classes = [...yaml.matchAll(/^ {2}\d+: (".*")$/gm)].map(([, name = '']) => JSON.parse(name) as string);
    const project = { connection: 'c', project: 'p' };
    for (const label of labels) {
      const made = makeExport(label, undefined, { project, numbers: { classes }, formats });
      for (const { key, alternativeKey, base64 } of made.files) {
        const names = [key, alternativeKey].map((name) => name.replace(/^exports\/(\w+)\/c\/p\//, '$1/'));
        const text = Buffer.from(base64, 'base64').toString();
        expect(names.map((name) => files[name])).toContain(text);
      }
    }
  });

  it('brings all labels together in one file of COCO, with numbers that are right across them', async () => {
    const folder = folderOf({ 'all.json': [...rows, row('d', 'street/1.jpg', ['Bus'])] });
    const ended = await convert(['--from', 'labelbox', '--to', 'coco', 'all.json'], { folder });
    expect(ended).toMatchObject({ code: 0 });
    const files = written(join(folder, 'converted'));
    expect(Object.keys(files)).toEqual(['coco/annotations/instances.json']);
    const { images, annotations, categories } = JSON.parse(files['coco/annotations/instances.json'] ?? '');
    expect(categories).toMatchObject([
      { id: 1, name: 'Car' },
      { id: 2, name: 'Bus' },
    ]);
    expect(images.map(({ id, file_name }: Record<string, unknown>) => [id, file_name])).toEqual([
      ...[
        [1, 'street/1.jpg'],
        [2, 'street/2.jpg'],
        [3, 'street/3.jpg'],
        [4, 'street/1--d.jpg'],
      ],
    ]);
    expect(annotations.map((each: Record<string, unknown>) => [each.id, each.image_id, each.category_id])).toEqual([
      ...[
        [1, 1, 1],
        [2, 2, 2],
        [3, 2, 1],
        [4, 4, 2],
      ],
    ]);
  });

  it('splits pictures by their names, the same way whoever labelled them and whatever else is in the run', async () => {
    const many = Array.from({ length: 40 }, (_, index) => row(`label-${index}`, `street/${index}.jpg`));
    const others = many.slice(0, 10).map((_, index) => row(`other-${index}`, `street/${index}.jpg`));
    const folder = folderOf({ 'many.json': many, 'others.json': others });
    const split = ['--split', 'train=0.7,val=0.3'];
    await fromLabelbox(folder, ...split, '--out', 'many', 'many.json');
    await fromLabelbox(folder, ...split, '--out', 'others', 'others.json');
    const listed = (out: string, name: string) =>
      (written(join(folder, out))[`yolo/${name}.txt`] ?? '').split('\n').filter((line) => line !== '');
    const [train, val] = [listed('many', 'train'), listed('many', 'val')];
    expect(train.length + val.length).toBe(40);
    expect(train.length).toBeGreaterThan(val.length);
    expect(train).toEqual(expect.arrayContaining(listed('others', 'train')));
    expect(val).toEqual(expect.arrayContaining(listed('others', 'val')));
    const coco = await convert(['--from', 'labelbox', '--to', 'coco', ...split, '--out', 'coco', 'many.json'], {
      folder,
    });
    expect(coco.code).toBe(0);
    const annotations = ['instances_train.json', 'instances_val.json'].map((name) => `coco/annotations/${name}`);
    expect(namesIn(join(folder, 'coco'))).toEqual(annotations);
    const none = await convert(['--from', 'labelbox', '--to', 'canonical', ...split, 'many.json'], { folder });
    expect(none).toMatchObject({ code: 2 });
    expect(none.stderr).toContain('--split: canonical has no file that says which split a picture is in.');
    expect((await fromLabelbox(folder, '--split', 'train=0.8', 'many.json')).stderr).toContain('must be 1 together');
  });

  it('numbers classes in the order of their first appearance, for the whole run', async () => {
    const folder = folderOf({ 'a.ndjson': lines(rows.slice(0, 1)), 'b.ndjson': lines(rows.slice(1)) });
    await fromLabelbox(folder, 'a.ndjson', 'b.ndjson');
    const files = written(join(folder, 'converted'));
    expect(files['yolo/data.yaml']).toContain('names:\n  0: "Car"\n  1: "Bus"\n');
    expect(files['yolo/labels/street/2.txt']?.split('\n').map((text) => text.slice(0, 2))).toEqual(['1 ', '0 ', '']);
  });

  it('gives a name that two labels want to the smallest id, whichever comes first, and says so', async () => {
    const same = [row('a', 'street/1.jpg', ['Car']), row('b', 'street/1.jpg', ['Bus', 'Car'])];
    const folder = folderOf({ 'forth.json': same, 'back.json': [...same].reverse() });
    for (const order of ['forth', 'back']) {
      const ended = await fromLabelbox(folder, '--out', order, `${order}.json`);
      expect(ended.stdout).toContain('yolo/labels/street/1.txt → yolo/labels/street/1--b.txt');
      const files = written(join(folder, order));
      expect(files['yolo/labels/street/1.txt']?.trimEnd().split('\n')).toHaveLength(1);
      expect(files['yolo/labels/street/1--b.txt']?.trimEnd().split('\n')).toHaveLength(2);
    }
  });

  it('refuses a folder that is not empty; with --force only what an earlier convert wrote there is replaced', async () => {
    const folder = folderOf({ 'all.json': rows, 'two.json': rows.slice(0, 2) });
    await fromLabelbox(folder, 'all.json');
    mkdirSync(join(folder, 'converted', 'yolo', 'images'));
    writeFileSync(join(folder, 'converted', 'yolo', 'images', 'mine.jpg'), 'picture');
    const refused = await fromLabelbox(folder, 'two.json');
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain(
      'labelwire: "converted" is not empty. Name another folder with --out, or add --force',
    );
    expect(namesIn(join(folder, 'converted'))).toHaveLength(5);
    expect(await fromLabelbox(folder, '--force', 'two.json')).toMatchObject({ code: 0 });
    expect(namesIn(join(folder, 'converted'))).toEqual([
      ...['yolo/data.yaml', 'yolo/images/mine.jpg', 'yolo/labels/street/1.txt', 'yolo/labels/street/2.txt'],
    ]);
  });

  it('needs no --force after a run of which nothing could be read, and says what to do with an archive', async () => {
    const folder = folderOf({ 'all.json': rows });
    writeFileSync(join(folder, 'all.json.gz'), gzipSync(JSON.stringify(rows)));
    const refused = await fromLabelbox(folder, 'all.json.gz');
    expect(refused).toMatchObject({ code: 1, stdout: expect.stringContaining('Unpack it if it is an archive') });
    expect(await fromLabelbox(folder, 'all.json')).toMatchObject({ code: 0 });
  });

  it('refuses a file in place of the folder', async () => {
    const folder = folderOf({ 'all.json': rows });
    expect(await fromLabelbox(folder, '--out', 'all.json', 'all.json')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--out must be a folder, but "all.json" is a file.'),
    });
  });

  it('takes away what a run that was killed left, and nothing of a run that goes on', async () => {
    const folder = folderOf({ 'all.json': rows });
    const out = join(folder, 'out');
    const { pid } = spawnSync(process.execPath, ['--version']);
    const ofRuns = [pid, process.pid].map((id) => `.labelwire-pieces-${id}-abcdef`);
    for (const name of ofRuns) mkdirSync(join(out, name), { recursive: true });
    expect(await fromLabelbox(folder, '--out', 'out', '--force', 'all.json')).toMatchObject({ code: 0 });
    expect(readdirSync(out).filter((name) => name.startsWith('.labelwire-pieces-'))).toEqual(ofRuns.slice(1));
  });

  it('never writes over a file of somebody else', async () => {
    const folder = folderOf({ 'all.json': rows });
    mkdirSync(join(folder, 'converted', 'yolo', 'labels', 'street'), { recursive: true });
    writeFileSync(join(folder, 'converted', 'yolo', 'labels', 'street', '1.txt'), 'mine');
    await fromLabelbox(folder, '--force', 'all.json');
    const files = written(join(folder, 'converted'));
    expect(files['yolo/labels/street/1.txt']).toBe('mine');
    expect(files).toHaveProperty(['yolo/labels/street/1--a.txt']);
  });

  it('goes on after what it refuses, groups the reasons, and ends with 1', async () => {
    const broken = [{ row_data: 'x' }, { row_data: 'y' }, rows[0], rows[0]];
    const folder = folderOf({ 'all.ndjson': `${lines(broken)}{"cut":\n` });
    const ended = await fromLabelbox(folder, '--json', 'all.ndjson');
    expect(ended).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('"message":"4 refused, for the reasons in the summary."'),
    });
    expect(summaryOf(ended)).toMatchObject({
      ...{ labels: 1, annotations: 1, classes: ['Car'] },
      refused: [
        {
          reason: 'it describes a data row for import and holds no label',
          count: 2,
          places: ['all.ndjson document 1', 'all.ndjson document 2'],
        },
        { reason: expect.stringMatching(/^it is there twice/), count: 1, places: ['all.ndjson document 4'] },
        { reason: 'it is not JSON', count: 1, places: ['all.ndjson document 5'] },
      ],
    });
  });

  it('counts what a format leaves out by code; with --strict that is a failure, too', async () => {
    const folder = newFolder();
    const call = ['--from', 'label-studio', '--to', 'coco', '--json', join(samples, 'label-studio')];
    const ended = await convert(call, { folder });
    expect(ended.code).toBe(0);
    expect(summaryOf(ended).formats).toMatchObject([
      {
        format: 'coco',
        omitted: [
          { code: 'classification-not-held', detail: 'weather', count: 1 },
          { code: 'size-unknown', count: 1 },
        ],
      },
    ]);
    const strict = await convert([...call, '--force', '--strict'], { folder });
    expect(strict).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Something was omitted, left out or not read (--strict).'),
    });
  });

  it('reads canonical labels, and makes the same files of them', async () => {
    const folder = newFolder();
    await convert(['--from', 'encord', '--to', 'canonical,coco', '--out', 'a', join(samples, 'encord')], { folder });
    await convert(['--from', 'canonical', '--to', 'coco', '--out', 'b', 'a/canonical'], { folder });
    // The order of the files is another, so that the classes have other numbers, and the same names.
    const names = (out: string) => namesIn(join(folder, out)).filter((name) => name.startsWith('coco/'));
    expect(names('b')).toEqual(names('a'));
    const native = await convert(['--from', 'canonical', '--to', 'native', '--out', 'c', 'a/canonical'], { folder });
    expect(native.code).toBe(2);
    expect(native.stderr).toContain("--to native needs the platform's own documents");
  });

  it('writes one format twice where its options make two folders, and refuses two in one', async () => {
    const folder = folderOf({ 'all.json': rows });
    const both = await fromLabelbox(folder, '--options', '[{},{"shapes":"boxes"}]', 'all.json');
    expect(both.code).toBe(0);
    expect(readdirSync(join(folder, 'converted')).sort()).toEqual(['.labelwire-files', 'yolo', 'yolo-boxes']);
    const twice = await fromLabelbox(folder, '--out', 'x', '--options', '[{},{"shapes":"hull"}]', 'all.json');
    expect(twice).toMatchObject({ code: 2 });
    expect(twice.stderr).toContain('two formats would write into the folder yolo.');
  });

  it.each([
    [['--from', 'labelbox', '--to', 'yoloo', 'all.json'], '"yoloo" is not a format. Did you mean "yolo"?'],
    [['--from', 'labelbx', '--to', 'yolo', 'all.json'], '"labelbx" is not a platform. Did you mean "labelbox"?'],
    [['--from', 'labelbox', '--to', 'yolo', '--options', '{"shape":1}', 'all.json'], '--options of yolo: '],
    [['--from', 'labelbox', '--to', 'yolo', '--options', 'boxes', 'all.json'], '--options must be a JSON object'],
    [['--from', 'labelbox', '--to', 'coco,yolo', '--options', '{"shapes":"boxes"}', 'all.json'], 'Write {"coco":{…}}'],
    [['--from', 'labelbox', '--to', 'yolo'], 'Name the files to convert, or a project of Labelbox with --project <id>'],
    [['--from', 'canonical', '--to', 'yolo'], '--from canonical needs files.'],
  ])('takes %j for a wrong call and writes nothing', async (args, message) => {
    const folder = folderOf({ 'all.json': rows });
    const ended = await convert(args, { folder });
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toContain(message);
    expect(existsSync(join(folder, 'converted'))).toBe(false);
  });

  it('reports a file that is not there, and a folder without documents', async () => {
    const folder = folderOf({ 'notes.md': '' });
    expect((await fromLabelbox(folder, 'none.json')).stderr).toBe(
      'labelwire: "none.json": there is no such file or folder.\n',
    );
    expect((await fromLabelbox(folder, '.')).stderr).toBe(
      'labelwire: ".": no file there holds documents (.json, .jsonl, .ndjson).\n',
    );
  });

  it('replaces names, texts, addresses and ids in the report of what it refused, and keeps structure and numbers', async () => {
    const document = row('secret-label-1', 'secret street/1.jpg', ['Secret class']);
    const text = JSON.stringify(document).replaceAll('ImageBoundingBox', 'Hologram');
    const folder = folderOf({ 'all.ndjson': `${text}\n${text.replaceAll('secret-label-1', 'secret-label-2')}\n` });
    expect(await fromLabelbox(folder, '--report', 'report.jsonl', 'all.ndjson')).toMatchObject({ code: 1 });
    const report = readFileSync(join(folder, 'report.jsonl'), 'utf8');
    expect(report).not.toMatch(/secret/i);
    const [head, first, second] = report
      .trimEnd()
      .split('\n')
      .map(
        (line) =>
          JSON.parse(line) as {
            reason: string;
            document: { data_row: Record<string, unknown>; media_attributes: object };
          },
      );
    expect(head).toMatchObject({ from: 'labelbox' });
    expect(first?.reason).toContain('Hologram');
    expect(first?.document.media_attributes).toEqual(document.media_attributes);
    expect(Object.keys(first?.document.data_row ?? {})).toEqual(Object.keys(document.data_row as object));
    // The same words for the same words, other ids for other ids.
    const names = ({ id: _, ...others }: Record<string, unknown> = {}) => others;
    expect(names(second?.document.data_row)).toEqual(names(first?.document.data_row));
    expect(second?.document.data_row).not.toEqual(first?.document.data_row);
  });

  it('reads a project from the platform with a key that it is given', async () => {
    const { simulated, aLabel, projectId } = testingOf('label-studio');
    const project = projectId('street');
    const labels = ['1', '2', '3'].map((label) => aLabel({ project, label, dataUnit: label, title: `${label}.jpg` }));
    const key = simulated.newCredential();
    const server = await serve(simulated.server(key, () => labels));
    try {
      const folder = newFolder();
      const args = ['--from', 'label-studio', '--project', project, '--to', 'yolo', '--api-url', server.url];
      const ended = await convert([...args, '--limit', '2'], {
        folder,
        environment: { LABELWIRE_API_KEY: key.secret },
      });
      expect(ended).toMatchObject({ code: 0 });
      expect(namesIn(join(folder, 'converted'))).toHaveLength(3); // data.yaml, and the files of two labels
      const keyless = await convert([...args, '--out', 'x'], { folder });
      expect(keyless.code).toBe(1);
      expect(keyless.stderr).toContain('--api-key-file <file>');
    } finally {
      await server.close();
    }
  });
});

describe('labelwire formats', () => {
  it('lists every format, and for one of them its options and what it has no place for', async () => {
    const all = await labelwire(['formats']);
    for (const id of ['canonical', 'coco', 'native', 'yolo']) expect(all.stdout).toMatch(new RegExp(`^${id} `, 'm'));
    const { stdout } = await labelwire(['formats', 'yolo']);
    expect(stdout).toContain('shapes: hull | boxes (default: hull)');
    expect(stdout).toContain('With {"shapes":"boxes"}, in yolo-boxes/');
    const json = JSON.parse((await labelwire(['formats', 'coco', '--json'])).stdout);
    expect(json).toMatchObject({ id: 'coco' });
    expect(json.variants[0]).toMatchObject({ folder: 'coco', holds: [{ media: ['image'] }] });
    expect(await labelwire(['formats', 'yoloo'])).toMatchObject({ code: 2 });
  });
});
