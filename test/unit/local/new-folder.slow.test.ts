import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { newFolder } from '../../../local/new-folder.ts';
import { root } from '../../support/examples.ts';

it('a process that ends takes its folders with it, and leaves them to the next one when it is killed', () => {
  const parent = newFolder();
  const program = pathToFileURL(join(root, 'local', 'new-folder.ts'));
  const run = (code: string) =>
    spawnSync(process.execPath, ['--input-type=module', '-e', `import * as folders from '${program}';\n${code}`], {
      encoding: 'utf8',
      env: { TMPDIR: parent },
    });
  const make = 'process.stdout.write(folders.newFolder());';
  const ended = run(`${make} throw new Error('failed');`);
  expect([ended.status, existsSync(ended.stdout)]).toEqual([1, false]);
  const killed = run(`${make} process.kill(process.pid, 'SIGKILL'); setInterval(() => {}, 1000);`);
  expect([killed.signal, existsSync(killed.stdout)]).toEqual(['SIGKILL', true]);
  expect(run('folders.removeAbandonedFolders();').stderr).toBe('');
  expect(existsSync(killed.stdout)).toBe(false);
});
