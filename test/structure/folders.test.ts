import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { platforms } from '../../lib/platforms/platforms.ts';
import { root } from '../support/examples.ts';

/** The same names for the same jobs, in every platform's folder. */
const required = [
  'README.md',
  'api',
  'delivery.ts',
  'document',
  'examples',
  'index.ts',
  'saved-documents.ts',
  'signature.ts',
  'simulated',
  'testing.ts',
];
const optional = ['access', 'testing'];
const requiredBelow: Readonly<Record<string, readonly string[]>> = {
  api: ['client.ts', 'reader.ts', 'setup.ts'],
  document: ['normalise.ts'],
  examples: ['deliveries', 'labels'],
  simulated: ['index.ts'],
};
const namesIn = (...path: string[]): string[] => readdirSync(join(root, ...path)).sort();

describe.each(Object.keys(platforms))('the folder of the platform %s', (id) => {
  const folder = ['lib', 'platforms', id];

  it('has the files that every platform has, and no others at its top', () => {
    expect(namesIn(...folder).filter((name) => !optional.includes(name))).toEqual(required);
  });

  it.each(Object.entries(requiredBelow))('has in %s what every platform has there', (name, expected) => {
    expect(namesIn(...folder, name)).toEqual(expect.arrayContaining([...expected]));
  });
});

it('each folder of unit tests is named like the folder that it tests', () => {
  const sources = ['.', 'lib', 'test'];
  const strays = namesIn('test', 'unit').filter(
    (name) => !sources.some((source) => existsSync(join(root, source, name))),
  );
  expect(strays).toEqual([]);
  const platformTests = namesIn('test', 'unit', 'platforms').filter((name) => !name.includes('.'));
  expect(platformTests).toEqual(expect.arrayContaining(Object.keys(platforms)));
  expect(platformTests.filter((name) => !existsSync(join(root, 'lib', 'platforms', name)))).toEqual([]);
});

it('temporary folders are made in one place, which removes them', () => {
  const files = globSync('{test,bench,docs,local,packaging,console,deploy,access}/**/*.ts', { cwd: root });
  const itself = join('test', 'structure', 'folders.test.ts');
  const others = files.filter((file) => file !== itself && readFileSync(join(root, file), 'utf8').includes('mkdtemp'));
  expect(files).toContain(join('local', 'new-folder.ts'));
  expect(others).toEqual([]);
});
