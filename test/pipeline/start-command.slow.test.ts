import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { newFolder } from '../../local/new-folder.ts';

import { root } from '../support/examples.ts';

type Ended = { readonly code: number; readonly stdout: string; readonly stderr: string };

const start = (...args: string[]): Promise<Ended> =>
  new Promise((resolve) => {
    const { PATH, NODE_OPTIONS } = process.env;
    execFile(
      process.execPath,
      [join(root, 'local', 'start.ts'), ...args],
      { cwd: newFolder(), env: { PATH, NODE_OPTIONS } },
      (error, stdout, stderr) => resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
  });

it('npm start ends a wrong call with 2, and says each default once', async () => {
  expect(await start('--port', '99999')).toMatchObject({ code: 2, stderr: expect.stringContaining('from 1 to 65533') });
  const { code, stdout } = await start('--help');
  expect(code).toBe(0);
  expect(stdout.match(/the samples/g)).toHaveLength(1);
});

it('npm start says in one line that there is no such folder of documents', async () => {
  expect(await start('--documents', '/none/at/all')).toEqual({
    code: 1,
    stdout: '',
    stderr: 'There is no folder /none/at/all.\n',
  });
});
