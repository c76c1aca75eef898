import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { bundledPackages, notices, noticesFile } from '../../docs/third-party.ts';

it('THIRD-PARTY-LICENSES.md holds the packages that are bundled today (npm run licences)', async () => {
  const packages = await bundledPackages();
  expect(packages.map(({ name }) => name)).toContain('zod');
  expect(readFileSync(noticesFile, 'utf8')).toBe(notices(packages));
});
