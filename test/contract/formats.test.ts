import { join } from 'node:path';
import { expect, it } from 'vitest';
import { formats } from '../../lib/formats/formats.ts';
import { foldersIn, root } from '../support/examples.ts';
import { formatSuite } from './suites/format-suite.ts';

const folder = join(root, 'lib', 'formats');

it('the registry has one line for each folder of a format, in alphabetical order', () => {
  expect(Object.keys(formats)).toEqual(foldersIn(folder));
});

for (const format of Object.values(formats)) formatSuite(format, join(folder, format.id, 'examples'));
