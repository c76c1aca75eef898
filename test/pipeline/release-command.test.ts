import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Release } from '../../lib/release/layout.ts';
import { environmentForTools } from '../../local/environment.ts';
import { type Ended, folderOfLocalPipeline, labelwire } from '../support/command-line.ts';
import { filesBelow } from '../support/examples.ts';
import { aRunningPipeline, type TestPipeline } from '../support/running-pipeline.ts';
import { anEncordProject } from '../support/served-labels.ts';

let on: TestPipeline;
let folder: string;
const project = 'encord/harbour';
beforeAll(async () => {
  on = await aRunningPipeline();
  folder = folderOfLocalPipeline(environmentForTools(on.pipeline));
});
afterAll(() => on.stop());

const release = (...args: string[]): Promise<Ended> => labelwire(['release', ...args, '--local'], { folder });
const create = (name: string, ...args: string[]) =>
  release('create', name, '--project', project, '--format', 'coco,yolo', '--split', 'train=0.5,val=0.5', ...args);
const shown = async (name: string) =>
  JSON.parse((await release('show', name, '--json')).stdout) as { status: string; release: Release };

describe('labelwire release', () => {
  it('says that there is none yet, and how one is created', async () => {
    const { code, stdout } = await release('list');
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(/^There is no release yet. Create one: npx labelwire release create /),
    ]);
    expect((await release('list', '--json')).stdout.trim()).toBe('[]');
    const missing = await release('show', 'nothing');
    expect([missing.code, missing.stderr]).toEqual([
      1,
      expect.stringMatching(/There is no release "nothing". There is none yet/),
    ]);
  });

  it('refuses a project without labels, and says how they are exported', async () => {
    const { code, stderr } = await create('early');
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining(
        'The bucket has no canonical label of project "harbour" of encord. Export its labels: npx labelwire sync encord --project harbour --all --yes --local',
      ),
    ]);
    expect((await release('list', '--json')).stdout.trim()).toBe('[]');
  });

  it('builds one in the deployment, and shows what is in it', async () => {
    anEncordProject(on.pipeline.connection('encord').labels, 'harbour', 12);
    await labelwire(['sync', 'encord', '--project', 'harbour', '--yes', '--wait', '--local'], { folder });
    const announced: unknown[] = [];
    on.pipeline.aws.events.on('event', (event) => announced.push(event));
    const { code, stdout, stderr } = await create('r1', '--wait');
    expect(announced).toEqual([
      {
        source: 'labelwire',
        'detail-type': 'release.created',
        detail: { stack: 'labelwire-local', release: 'r1', bucket: 'labelwire' },
      },
    ]);
    expect([code, stderr]).toEqual([0, expect.not.stringContaining('error')]);
    expect(stdout).toContain('r1: released ');
    expect(stdout).toContain('12 labels, 12 images');
    expect(stdout).toContain('at        s3://labelwire/releases/r1/');
    const keys = await on.keys('releases/r1/');
    expect(keys).toEqual(
      expect.arrayContaining([
        'releases/r1/build.json',
        'releases/r1/coco/annotations/instances_train.json',
        'releases/r1/images.jsonl',
        'releases/r1/labels/000000.jsonl',
        'releases/r1/manifest.jsonl',
        'releases/r1/release.json',
        'releases/r1/shards.jsonl',
        'releases/r1/shards/yolo/00000.tar',
        'releases/r1/yolo/data.yaml',
      ]),
    );
    expect(keys.filter((key) => key.startsWith('releases/r1/yolo/labels/'))).toEqual([]);
    const { stdout: listed } = await release('list');
    expect(listed).toMatch(/^r1 +released .* 12 labels +12 images +coco, yolo$/m);
  });

  it('builds the same again, byte by byte, also with a file an object', async () => {
    await create('r2', '--wait', '--layout', 'files');
    const [one, two] = [await shown('r1'), await shown('r2')];
    expect(two.release.manifestSha256).toBe(one.release.manifestSha256);
    expect(await on.keys('releases/r2/yolo/labels/')).toHaveLength(12);
  });

  it('is pulled as one folder, the same from shards and from files, and differs in nothing', async () => {
    const pull = (name: string, ...args: string[]) =>
      labelwire(['pull', name, ...args, '--json', '--local'], { folder });
    const [shards, files] = [await pull('r1'), await pull('r2')];
    expect([shards.code, files.code]).toEqual([0, 0]);
    const { files: count } = JSON.parse(files.stdout) as { files: number };
    expect(JSON.parse(shards.stdout)).toMatchObject({ files: count, kept: 0, replaced: [], renamed: [], images: null });
    const ofDataSet = (name: string) => {
      const below = join(folder, name);
      const names = filesBelow(below).filter((file) => /^(coco|yolo)\/|\.parquet$/.test(file));
      return Object.fromEntries(names.map((file) => [file, readFileSync(join(below, file), 'base64')]));
    };
    expect(ofDataSet('r1')).toEqual(ofDataSet('r2'));
    expect(Object.keys(ofDataSet('r1'))).toEqual(
      expect.arrayContaining(['annotations.parquet', 'coco/annotations/instances_val.json', 'yolo/train.txt']),
    );
    expect(readFileSync(join(folder, 'r1', 'README.md'), 'utf8')).toMatch(/^# r1\n/);
    expect((await release('diff', 'r1', 'r2')).stdout).toMatch(/labels {2}12: 0 added, 0 removed, 0 changed\n/);
  });

  it('takes a list of splits of the user, and leaves out what is not in it', async () => {
    const { release: built } = await shown('r1');
    const images = (await on.textAt('releases/r1/images.jsonl'))
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { path: string }).path.slice('images/'.length));
    const [first = '', second = ''] = images;
    writeFileSync(join(folder, 'list.tsv'), `${first}\ttrain\n${second}\ttest\n`);
    const { code, stdout } = await labelwire(
      [
        'release',
        'create',
        'listed',
        '--project',
        project,
        '--format',
        'coco',
        '--split-list',
        'list.tsv',
        '--wait',
        '--json',
        '--local',
      ],
      { folder },
    );
    expect(code).toBe(0);
    const { release: said } = JSON.parse(stdout) as { release: Release };
    expect(said.splits.map(({ split, images: count }) => [split, count])).toEqual([
      ['train', 1],
      ['test', 1],
    ]);
    expect(said.leftOut.notListed).toBe(built.labels - 2);
  });

  it('builds a name once, and again when it was deleted', async () => {
    const taken = await create('r2');
    expect([taken.code, taken.stderr]).toEqual([1, expect.stringContaining('The name "r2" is taken')]);
    const asked = await release('delete', 'r2');
    expect([asked.code, asked.stderr]).toEqual([1, expect.stringContaining('Nothing was deleted. Add --yes')]);
    const { code, stdout } = await release('delete', 'r2', '--yes');
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^r2 is deleted: \d+ objects. Its name is free.\n$/)]);
    expect(await on.keys('releases/r2/')).toEqual([]);
    expect((await create('r2', '--wait')).code).toBe(0);
  });

  it('ends with 1 where a label was refused, though the release is there with all others', async () => {
    const key = 'labels/encord/harbour/broken.json';
    await on.put(key, '{"schema":1}');
    try {
      const { code, stdout, stderr } = await create('partly', '--wait');
      expect([code, stderr]).toEqual([1, expect.stringContaining('1 refused, for the reasons that the release has.')]);
      expect(stdout).toContain('12 labels, 12 images');
      expect(stdout).toMatch(/^1 label refused\n {2}broken: The canonical label does not hold together: /m);
    } finally {
      await on.remove(key);
    }
  });

  it('says why one was not built, and leaves no release.json', async () => {
    const [key = ''] = await on.keys('classes/encord/harbour.json');
    const before = await on.textAt(key);
    await on.put(key, '{"schema":1,"locked":false,"classes":[]}');
    try {
      const { code, stderr } = await create('broken', '--wait');
      expect(code).toBe(1);
      expect(stderr).toMatch(
        /broken was not built. InvalidConfiguration: The class map .* Delete it, then create it again: npx labelwire release delete broken --local/s,
      );
      expect(await on.keys('releases/broken/release.json')).toEqual([]);
      expect((await release('list')).stdout).toMatch(/^broken +failed/m);
    } finally {
      await on.put(key, before);
    }
    expect((await release('delete', 'broken', '--yes')).code).toBe(0);
  });

  it.each([
    [['--project', 'encord'], 'Write it like this: connection/project.'],
    [['--project', 'encrod/harbour'], 'Did you mean "encord"?'],
    [['--format', 'cocoo'], 'Did you mean "coco"?'],
    [['--format', 'native'], "needs the platform's own documents"],
    [['--split', 'train=0.5'], 'The shares must be 1 together'],
    [['--by', '('], '--by: The pattern'],
    [['--labels', 'some'], 'Choices: newest, ground-truth, all'],
  ])('refuses a call with %j, and starts nothing', async (args, message) => {
    const { code, stderr } = await create('wrong', ...args);
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
    expect(await on.keys('releases/wrong/')).toEqual([]);
  });

  it.each(['Big', 'a/b', '', '-a', 'x'.repeat(61)])('refuses the name %j', async (name) => {
    expect((await release('create', '--project', project, '--format', 'coco', '--', name)).code).toBe(2);
  });
});
