import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import { openFile, openPage } from '../../../cli/open-file.ts';

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

it('a page is opened by its address, as it is', async () => {
  const calls: unknown[] = [];
  const address = 'http://127.0.0.1:8790/#token=3f2a';
  await openPage(address, 'linux', async (...call) => calls.push(call));
  expect(calls).toEqual([['xdg-open', [address]]]);
});

it('says which program could not open the file, and what to do', async () => {
  const cause = new Error('spawn xdg-open ENOENT');
  const opened = openFile('sheet.html', 'linux', async () => Promise.reject(cause));
  await expect(opened).rejects.toThrow('xdg-open could not open sheet.html. Open it in a browser yourself.');
  await expect(opened).rejects.toMatchObject({ cause });
});
