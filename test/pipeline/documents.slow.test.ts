import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { platforms } from '../../lib/platforms/platforms.ts';
import { newFolder } from '../../local/new-folder.ts';

import { foldersIn, readJson, root } from '../support/examples.ts';

const run = promisify(execFile);

/** The examples of every platform, laid out as a person keeps documents: what belongs to a document is beside it. */
function examplesFolder(): string {
  const folder = newFolder();
  for (const { id } of Object.values(platforms)) {
    const examples = join(root, 'lib', 'platforms', id, 'examples', 'labels');
    for (const name of foldersIn(examples)) {
      const [from, to] = [join(examples, name), join(folder, id, name)];
      mkdirSync(to, { recursive: true });
      cpSync(from, to, { recursive: true, filter: (path) => !/(label|ref|ontology)\.json$/.test(path) });
      const ontology = join(from, 'ontology.json');
      if (!existsSync(ontology)) continue;
      const { label_config: config } = readJson(ontology) as { label_config?: string };
      if (config === undefined) cpSync(ontology, join(to, 'ontology.json'));
      else writeFileSync(join(to, 'config.xml'), config);
    }
  }
  return folder;
}

it('reads every example alike by labelwire normalise and through the pipeline', async () => {
  const script = join(root, 'test', 'conformance', 'reading', 'run.ts');
  const { stdout } = await run(process.execPath, [script, '--documents', examplesFolder()]);
  const [, compared, different] = /(\d+) documents compared, (\d+) of them read differently/.exec(stdout) ?? [];
  const examples = Object.keys(platforms).flatMap((id) =>
    foldersIn(join(root, 'lib', 'platforms', id, 'examples', 'labels')),
  );
  expect(Number(compared)).toBe(examples.length);
  expect(different).toBe('0');
});
