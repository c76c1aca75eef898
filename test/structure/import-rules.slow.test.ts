import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { filesBelow, root } from '../support/examples.ts';
import { cruise } from './cruise.ts';

const parts = ['lib', 'functions', 'access', 'cli', 'local', 'bench', 'deploy', 'docs', 'test'];
const notOurs = join('test', 'structure', 'planted');

// `npm run check` judges the same files by the same rules; here, that it has seen them all.
it('no module of the project breaks a rule, and every one was examined', { timeout: 120_000 }, async () => {
  const written = parts
    .flatMap((part) => filesBelow(join(root, part)).map((file) => join(part, file)))
    .filter((file) => file.endsWith('.ts') && !file.startsWith(notOurs));
  const there = readdirSync(root).filter(
    (name) => parts.includes(name) || /^(build|labelwire\.config)\.ts$/.test(name),
  );
  const { modules, summary } = await cruise(root, there);
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
