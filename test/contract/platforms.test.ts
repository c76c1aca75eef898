import { join } from 'node:path';
import { expect, it } from 'vitest';
import { platforms } from '../../lib/platforms/platforms.ts';
import { testingOf } from '../../local/platform-testing.ts';
import { foldersIn, root } from '../support/examples.ts';
import { platformSuite } from './suites/platform-suite.ts';

const folder = join(root, 'lib', 'platforms');

it('the registry has one line for each folder of a platform, in alphabetical order', () => {
  expect(Object.keys(platforms)).toEqual(foldersIn(folder).filter((name) => name !== 'kit'));
});

for (const platform of Object.values(platforms)) {
  platformSuite(platform, testingOf(platform.id), join(folder, platform.id, 'examples'));
}
