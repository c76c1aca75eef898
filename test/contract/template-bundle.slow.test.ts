import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { build } from '../../build.ts';
import { newFolder } from '../../local/new-folder.ts';

import { filesBelow } from '../support/examples.ts';

it('the build has the same bytes each time', async () => {
  const folder = newFolder();
  const bytesIn = () => Object.fromEntries(filesBelow(folder).map((file) => [file, readFileSync(join(folder, file))]));
  await build(folder);
  const first = bytesIn();
  await build(folder);
  expect(bytesIn()).toEqual(first);
  expect(Object.keys(first).length).toBeGreaterThan(10);
});
