import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { cruise, getAvailableTranspilers, type ICruiseOptions, type ICruiseResult } from 'dependency-cruiser';
import { expect, it } from 'vitest';
import { filesBelow, foldersIn, root } from '../support/examples.ts';

type Configuration = { forbidden: { name: string }[]; options: ICruiseOptions };
const { forbidden, options }: Configuration = createRequire(import.meta.url)(join(root, '.dependency-cruiser.cjs'));
const rules = forbidden.map(({ name }) => name);

const planted = join(import.meta.dirname, 'planted');
const parts = ['lib', 'functions', 'access', 'cli', 'local', 'bench', 'deploy', 'docs', 'test'];
const notOurs = join('test', 'structure', 'planted');

async function judge(baseDir: string, what: string[]): Promise<ICruiseResult> {
  const { output } = await cruise(what, { ...options, baseDir, validate: true, ruleSet: { forbidden } as never });
  return output as ICruiseResult;
}

// Without a compiler it knows, dependency-cruiser reads no TypeScript, finds nothing wrong, and says all is well.
it('dependency-cruiser reads TypeScript', () => {
  expect(getAvailableTranspilers()).toContainEqual(expect.objectContaining({ name: 'typescript', available: true }));
});

it('every rule has one planted violation', () => {
  expect(foldersIn(planted)).toEqual([...rules].sort());
});

it.each(rules)('the violation planted for %s breaks that rule and no other', async (rule) => {
  const tree = join(planted, rule);
  const { modules, summary } = await judge(tree, readdirSync(tree));
  expect([...new Set(summary.violations.map(({ rule: broken }) => broken.name))]).toEqual([rule]);
  expect(modules.map(({ source }) => source)).toEqual(expect.arrayContaining(filesBelow(tree)));
});

it('no module of the project breaks a rule, and every one was examined', { timeout: 300_000 }, async () => {
  const written = parts
    .flatMap((part) => filesBelow(join(root, part)).map((file) => join(part, file)))
    .filter((file) => file.endsWith('.ts') && !file.startsWith(notOurs));
  const there = readdirSync(root).filter(
    (name) => parts.includes(name) || /^(build|labelwire\.config)\.ts$/.test(name),
  );
  const { modules, summary } = await judge(root, there);
  expect(summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`)).toEqual([]);

  const seen = new Map(modules.map((module) => [module.source, module.dependencies]));
  expect(written.filter((file) => !seen.has(file))).toEqual([]);
  expect(written.length).toBeGreaterThan(40);
  // Files alone prove nothing: their imports must have been followed to the file.
  expect(seen.get('lib/formats/canonical/index.ts')).toContainEqual(
    expect.objectContaining({ resolved: 'lib/formats/format.ts' }),
  );
  expect(modules.flatMap(({ dependencies }) => dependencies).length).toBeGreaterThan(written.length);
});
