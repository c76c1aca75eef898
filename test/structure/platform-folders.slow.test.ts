import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { copiedCheckout, typeCheck } from '../support/checkout.ts';
import { filesBelow, foldersIn, root } from '../support/examples.ts';

const registry = 'lib/platforms/registry.ts';
const ids = foldersIn(join(root, 'lib', 'platforms')).filter((name) => name !== 'kit');
const foldersOf = (id: string) =>
  [`lib/platforms/${id}`, `test/unit/platforms/${id}`, `test/conformance/${id}`].filter((folder) =>
    existsSync(join(root, folder)),
  );

function edit(file: string, change: (text: string) => string): void {
  const before = readFileSync(file, 'utf8');
  const after = change(before);
  expect(after).not.toBe(before);
  writeFileSync(file, after);
}

it('a platform that is copied under another id needs nothing but its folder and its line', {
  timeout: 600_000,
}, async () => {
  const checkout = copiedCheckout();
  const at = (...path: string[]) => join(checkout.folder, ...path);
  const [model = ''] = ids;
  try {
    cpSync(at('lib/platforms', model), at('lib/platforms/ours'), { recursive: true });
    for (const file of filesBelow(at('lib/platforms/ours'))) {
      const text = readFileSync(at('lib/platforms/ours', file), 'utf8');
      writeFileSync(
        at('lib/platforms/ours', file),
        text.replaceAll(new RegExp(`(["'\`])${model}\\1`, 'g'), '$1ours$1'),
      );
    }
    edit(at(registry), (text) => `${text}export { default as ours } from './ours/index.ts';\n`);
    await typeCheck(checkout);
    await checkout.run(
      'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
      ...['--config', '.dependency-cruiser.cjs', 'lib', 'functions', 'access', 'cli', 'local'],
    );
    const suites = await checkout.run('node_modules/vitest/vitest.mjs', 'run', 'test/contract/platforms.test.ts');
    expect(suites).toContain('the platform ours');
  } finally {
    checkout.remove();
  }
});

it.each(ids)(
  'without the platform %s, its test folders and its line the type check passes',
  { timeout: 600_000 },
  async (id) => {
    const checkout = copiedCheckout();
    try {
      for (const folder of foldersOf(id)) rmSync(join(checkout.folder, folder), { recursive: true });
      edit(join(checkout.folder, registry), (text) =>
        text.replace(new RegExp(`^.*'\\./${id}/index\\.ts';\n`, 'm'), ''),
      );
      await typeCheck(checkout);
    } finally {
      checkout.remove();
    }
  },
);
