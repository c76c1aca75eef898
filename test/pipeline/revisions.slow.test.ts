import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { environmentForTools } from '../../local/environment.ts';
import { folderOfLocalPipeline, labelwire } from '../support/command-line.ts';
import { aRunningPipeline, type TestPipeline } from '../support/running-pipeline.ts';
import { anEncordLabel, later, unserve } from '../support/served-labels.ts';

let on: TestPipeline;
let folder: string;
let earlier: { readonly commit: string; readonly revision: number };
beforeAll(async () => {
  on = await aRunningPipeline();
  folder = folderOfLocalPipeline(environmentForTools(on.pipeline));
  const { labels } = on.pipeline.connection('encord');
  const label = anEncordLabel({ project: 'quay', label: 'edited' });
  labels.push(label);
  await on.announce('encord', label);
  earlier = await on.record('encord', label);
  unserve(labels, label);
  const edited = anEncordLabel({ project: 'quay', label: 'edited', editedAt: later });
  edited.document = JSON.parse(
    JSON.stringify(edited.document).replaceAll(/"w":[\d.]+/g, '"w":0.1'),
  ) as typeof edited.document;
  labels.push(edited);
  await on.announce('encord', edited);
});
afterAll(() => on.stop());

const call = (...args: string[]) => labelwire([...args, '--local'], { folder });

it('trace lists the revisions that are still in the bucket', async () => {
  const { stdout } = await call('trace', 'edited', '--json');
  const { revisions, record } = JSON.parse(stdout) as Record<string, { commit: string; exported: unknown[] }>;
  expect(revisions?.exported).toMatchObject([{ commit: record?.commit }, { commit: earlier.commit }]);
  expect(revisions).toMatchObject({ keepsVersions: true, notRead: 0 });
  const text = await call('trace', 'edited');
  expect(text.stdout).toMatch(
    new RegExp(`revisions {6}${record?.commit.slice(0, 8)} .*\\n {17}${earlier.commit.slice(0, 8)} `),
  );
});

it('preview compares an earlier revision with the newest, and draws its file of a format', async () => {
  const commit = earlier.commit.slice(0, 8);
  const compared = await call('preview', 'edited', '--compare', commit, '--out', 'compared.json', '--json');
  const { changes } = JSON.parse(compared.stdout) as { changes: { change: string; details: string[] }[] };
  expect(changes).toMatchObject([{ change: 'changed', details: [expect.stringMatching(/^geometry: box .* → box /)] }]);
  const [group] = JSON.parse(readFileSync(join(folder, 'compared.json'), 'utf8')) as {
    drawings: unknown[];
    changes: unknown[];
  }[];
  expect([group?.drawings.length, group?.changes]).toEqual([2, changes]);
  const texts = await Promise.all(
    [[], ['--revision', String(earlier.revision)]].map(async (options, index) => {
      const out = `drawn-${index}.json`;
      expect((await call('preview', 'edited', '--as', 'coco', '--out', out, ...options)).code).toBe(0);
      return readFileSync(join(folder, out), 'utf8');
    }),
  );
  expect(texts[0]).not.toBe(texts[1]);
});

it('preview names the revisions that there are, where it is asked for another', async () => {
  const { code, stderr } = await call('preview', 'edited', '--compare', 'nothing');
  expect(code).toBe(1);
  expect(stderr).toContain(`must have a revision "nothing" in the bucket, but has none. There are: `);
  expect(stderr).toContain(earlier.commit.slice(0, 8));
  expect((await call('preview', 'exports/coco/a.json', '--compare', 'x')).code).toBe(2);
});
