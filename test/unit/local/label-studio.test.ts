import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import simulated from '../../../local/platforms/label-studio/index.ts';
import { aTask, imageConfig } from '../../support/label-studio.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'labelwire-label-studio-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function loaded(files: Record<string, unknown>) {
  const home = await mkdtemp(join(folder, 'documents-'));
  for (const [name, content] of Object.entries(files)) {
    const path = join(home, 'label-studio', name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, typeof content === 'string' ? content : JSON.stringify(content));
  }
  return simulated.load(home);
}

describe('a folder of exports', () => {
  it('gives a label for each annotation, with the configuration that lies beside it', async () => {
    const two = { ...aTask([]), annotations: [{ id: 1 }, { id: 2 }] };
    const { labels, refused } = await loaded({
      'a/tasks.json': [two],
      'a/config.xml': imageConfig,
      'b.json': aTask([], { id: 9 }),
    });
    expect(refused).toEqual([]);
    expect(labels.map(({ label, dataUnit, ontology }) => [label, dataUnit, ontology !== undefined])).toEqual([
      ['1', '501', true],
      ['2', '501', true],
      ['9001', '9', false],
    ]);
  });

  it('tells of each file that holds no label, and why', async () => {
    const { labels, refused } = await loaded({
      'broken.json': '{',
      'empty.json': [],
      'min.json': [{ image: 'a.png', label: 'x' }],
      'new.json': { ...aTask([]), annotations: [] },
      'number.json': [7],
      'skipped.json': aTask([], { annotation: { was_cancelled: true } }),
      'twice.json': [aTask([], { id: 1 }), aTask([], { id: 2 })],
    });
    expect(labels).toHaveLength(1);
    expect(refused.map(({ file, reason }) => `${file}: ${reason}`)).toEqual([
      expect.stringMatching(/^broken\.json: It is not JSON/),
      expect.stringMatching(/^empty\.json: It is an empty list/),
      expect.stringMatching(/^min\.json: It has no list of annotations\. Export as JSON, not as JSON-MIN/),
      expect.stringMatching(/^new\.json: .*nobody has labelled it yet/),
      expect.stringMatching(/^number\.json: It is no task/),
      expect.stringMatching(/^skipped\.json: .*skipped/),
      expect.stringMatching(/^twice\.json: Annotation 9001 stands in another/),
    ]);
  });

  it('that is not there gives nothing', async () => {
    expect(await simulated.load(join(folder, 'nowhere'))).toEqual({ labels: [], refused: [] });
  });
});
