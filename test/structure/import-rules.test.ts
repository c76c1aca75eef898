import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { getAvailableTranspilers } from 'dependency-cruiser';
import { expect, it } from 'vitest';
import { filesBelow, foldersIn } from '../support/examples.ts';
import { cruise, importRules } from './cruise.ts';

const planted = join(import.meta.dirname, 'planted');

// Without a compiler it knows, dependency-cruiser reads no TypeScript, finds nothing wrong, and says all is well.
it('dependency-cruiser reads TypeScript', () => {
  expect(getAvailableTranspilers()).toContainEqual(expect.objectContaining({ name: 'typescript', available: true }));
});

it('every rule has one planted violation', () => {
  expect(foldersIn(planted)).toEqual([...importRules].sort());
});

it.each(importRules)('the violation planted for %s breaks that rule and no other', async (rule) => {
  const tree = join(planted, rule);
  const { modules, summary } = await cruise(tree, readdirSync(tree));
  expect([...new Set(summary.violations.map(({ rule: broken }) => broken.name))]).toEqual([rule]);
  expect(modules.map(({ source }) => source)).toEqual(expect.arrayContaining(filesBelow(tree)));
});
