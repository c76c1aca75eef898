import { chmodSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chromiumFile } from '../../../cli/chromium.ts';
import { newFolder } from '../../../local/new-folder.ts';

function folderWith(name: string, mode: number): { readonly folder: string; readonly file: string } {
  const folder = newFolder();
  const file = join(folder, name);
  writeFileSync(file, '');
  chmodSync(file, mode);
  return { folder, file };
}

describe('a Chromium of this machine', () => {
  it('is the one that CHROMIUM names', () => {
    const { folder } = folderWith('chromium', 0o755);
    expect(chromiumFile({ CHROMIUM: '/opt/chrome', PATH: folder }, [])).toBe('/opt/chrome');
  });

  it('is the first program on the path, else one that lies elsewhere', () => {
    const unready = folderWith('chromium', 0o644);
    const { folder, file } = folderWith('google-chrome', 0o755);
    expect(chromiumFile({ PATH: [unready.folder, folder].join(delimiter) }, [])).toBe(file);
    expect(chromiumFile({ PATH: newFolder() }, [file])).toBe(file);
  });

  it('is asked for where there is none', () => {
    expect(() => chromiumFile({ PATH: newFolder() }, [])).toThrow('Install one: sudo apt-get install -y chromium');
  });
});
