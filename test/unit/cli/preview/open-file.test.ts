import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { openFile } from '../../../../cli/preview/open-file.ts';

const file = '-x "; rm.html';

it.each<[NodeJS.Platform, string, readonly string[]]>([
  ['linux', 'xdg-open', []],
  ['darwin', 'open', []],
  ['win32', 'rundll32', ['url.dll,FileProtocolHandler']],
])('on %s, a file is opened by %s, as one whole path and never as an option', async (platform, program, before) => {
  const calls: unknown[] = [];
  await openFile(file, platform, async (...call) => calls.push(call));
  expect(calls).toEqual([[program, [...before, resolve(file)]]]);
});

it('says which program could not open the file, and what to do', async () => {
  const cause = new Error('spawn xdg-open ENOENT');
  const opened = openFile('sheet.html', 'linux', async () => Promise.reject(cause));
  await expect(opened).rejects.toThrow('xdg-open could not open sheet.html. Open it in a browser yourself.');
  await expect(opened).rejects.toMatchObject({ cause });
});
