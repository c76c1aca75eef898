import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { platforms } from '../../lib/platforms/platforms.ts';
import { newFolder } from '../../local/new-folder.ts';
import type { Ended } from '../support/command-line.ts';
import { root } from '../support/examples.ts';

/** `npm run demo -- …` of a user: no condition selects the samples. */
const demo = (...args: string[]): Promise<Ended> =>
  new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(root, 'local', 'demo', 'main.ts'), ...args],
      { cwd: root, env: { PATH: process.env.PATH }, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
  });

describe('npm run demo', () => {
  it('lets all samples land, and ends with what to do next', async () => {
    const { code, stdout, stderr } = await demo();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(
      /(\d+) of \1 labels landed; 0 dead letters left\n\nNext: .*npm start.*docs\/deploy\.md\.\n$/,
    );
    expect(stdout).not.toMatch(/(?<!\d)1 (files|labels)/);
    expect(stripVTControlCharacters(stdout)).toBe(stdout);
  });

  it('names every platform in its help', async () => {
    const { code, stdout } = await demo('--help');
    expect(code).toBe(0);
    for (const id of Object.keys(platforms)) expect(stdout).toContain(id);
  });

  it('ends a wrong call with 2, and a folder that does not exist, or holds nothing, with 1 and one line', async () => {
    expect(await demo('--document', 'x')).toMatchObject({ code: 2, stdout: '' });
    expect(await demo('--documents', '/none/at/all')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'There is no folder /none/at/all.\n',
    });
    const empty = newFolder();
    const { code, stdout, stderr } = await demo('--documents', empty);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/ has no documents for the connections of labelwire\.config\.ts: [^\n]*\n$/);
  });

  it('ends a run of own documents with what became of each, and what to do next', async () => {
    const folder = newFolder();
    const [id = ''] = Object.keys(platforms);
    mkdirSync(join(folder, id));
    writeFileSync(join(folder, id, 'broken.json'), '{"not": "a label"}');
    const { code, stdout } = await demo('--documents', folder);
    expect(code).toBe(0);
    expect(stdout).toMatch(/ 0 lost\n\nNext: .*npm start.*\n$/);
  });
});
