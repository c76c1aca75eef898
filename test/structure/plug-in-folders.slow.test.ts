import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { countsFile, readCounts, sourceDigest } from '../../cli/cost/counts.ts';
import { type Checkout, copiedCheckout, typeCheck } from '../support/checkout.ts';
import { filesBelow, foldersIn, readJson, root } from '../support/examples.ts';

let checkout: Checkout;
beforeAll(() => {
  checkout = copiedCheckout();
});
afterAll(() => checkout.remove());

const timeout = 1_800_000; // a dozen steps of up to a minute each, on a machine that does much else
const registryOfPlatforms = 'lib/platforms/registry.ts';
const platformIds = foldersIn(join(root, 'lib', 'platforms')).filter((name) => name !== 'kit');

function edit(file: string, change: (text: string) => string): void {
  const path = join(checkout.folder, file);
  const before = readFileSync(path, 'utf8');
  const after = change(before);
  expect(after).not.toBe(before);
  writeFileSync(path, after);
}

it.each(platformIds)(
  'without the platform %s, its test folders and its line the type check passes',
  { timeout },
  async (id) => {
    const folders = ['lib/platforms', 'test/unit/platforms', 'test/conformance'].map((parent) => join(parent, id));
    const present = folders.filter((folder) => existsSync(join(root, folder)));
    for (const folder of present) rmSync(join(checkout.folder, folder), { recursive: true });
    edit(registryOfPlatforms, (text) => text.replace(new RegExp(`^.*'\\./${id}/index\\.ts';\n`, 'm'), ''));
    try {
      await typeCheck(checkout);
    } finally {
      for (const path of [...present, registryOfPlatforms])
        cpSync(join(root, path), join(checkout.folder, path), { recursive: true });
    }
  },
);

/** What CONTRIBUTING.md says about adding a plug-in, read so that a step that is out of date fails. */
function stepsFor(kind: 'format' | 'platform') {
  const sections = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8').split(/^## /m);
  const text = sections.find((section) => section.startsWith(`Add a ${kind}\n`)) ?? '';
  const wordAfter = (words: string) => text.split(`${words} \``)[1]?.split('`')[0] ?? '';
  const quoted = [...text.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word.replace(/\s+/g, ' '));
  return {
    model: wordAfter('Copy'),
    parent: wordAfter('to').replace(/\/<id>$/, ''),
    registry: wordAfter('Add the line in'),
    paths: quoted.filter((word) => /^[\w./<>-]+(\/|\.(ts|json|py|txt|md))$/.test(word) && !word.includes('<id>')),
    goldens: quoted.find((word) => word.startsWith('npx vitest run ')) ?? '',
    commands: quoted.filter((word) => /^np[mx] /.test(word)),
  };
}

/** Of the line of a registry. */
const folderIn = (line: string) => /'\.\/([^/]+)\//.exec(line)?.[1] ?? '';

/** Copies the model under the id `ours`, and adds its line where the alphabet has it. */
function addOurs({ model, parent, registry }: ReturnType<typeof stepsFor>): void {
  const id = model.slice(parent.length + 1);
  const ours = join(checkout.folder, parent, 'ours');
  cpSync(join(checkout.folder, model), ours, { recursive: true });
  for (const file of filesBelow(ours)) {
    const text = readFileSync(join(ours, file), 'utf8');
    const renamed = text.replaceAll(new RegExp(`(["'\`])${id}\\1`, 'g'), '$1ours$1');
    if (renamed !== text) writeFileSync(join(ours, file), renamed);
  }
  edit(registry, (text) => {
    const [comment, ...lines] = text.trimEnd().split('\n');
    const sorted = [...lines, "export { default as ours } from './ours/index.ts';"].sort((a, b) =>
      folderIn(a) < folderIn(b) ? -1 : 1,
    );
    return `${[comment, ...sorted].join('\n')}\n`;
  });
}

/**
 * Takes the counted calls of the formats that were there before as those of today's code, so that `npm run docs` counts
 * what is added and nothing else. Whether they are right is the question of test/pipeline/counted-calls.slow.test.ts.
 */
function takeCountsForCurrent(): void {
  const file = join(checkout.folder, relative(root, countsFile));
  writeFileSync(file, readFileSync(file, 'utf8').replace(readCounts().source, sourceDigest()));
}

const kinds = [
  { kind: 'format', golden: 'examples/typical/omitted.json' },
  { kind: 'platform', golden: 'examples/labels/nothing-there/label.json' },
] as const;

it.each(kinds)('the steps of CONTRIBUTING.md for a $kind name files and scripts that exist', ({ kind }) => {
  const { model, parent, registry, paths, commands } = stepsFor(kind);
  const files = [parent, 'test/contract', 'test/conformance'].flatMap((folder) =>
    filesBelow(join(root, folder)).map((file) => join('/', folder, file)),
  );
  const isNamed = (path: string) => {
    const pattern = new RegExp(
      `/${path.replaceAll('.', '\\.').replaceAll(/<\w+>/g, '[^/]+')}${path.endsWith('/') ? '' : '$'}`,
    );
    return files.some((file) => pattern.test(file));
  };
  expect(paths.length).toBeGreaterThan(3);
  expect([model, ...paths].filter((path) => !isNamed(path.startsWith(model) ? `${path}/` : path))).toEqual([]);
  expect(readFileSync(join(root, registry), 'utf8')).toContain(`'./${model.slice(parent.length + 1)}/index.ts'`);
  const named = commands.flatMap((command) =>
    [...command.matchAll(/npm (?:run )?(\S+)/g)].map(([, name = '']) => name),
  );
  const { scripts } = readJson(join(root, 'package.json')) as { scripts: Readonly<Record<string, string>> };
  expect(named.length).toBeGreaterThan(2);
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});

it('a format and a platform that follow the steps of CONTRIBUTING.md pass type check, import rules and contract suites', {
  timeout,
}, async () => {
  for (const { kind, golden } of kinds) {
    const steps = stepsFor(kind);
    addOurs(steps);
    const written = join(checkout.folder, steps.parent, 'ours', golden);
    const expected = readJson(written);
    rmSync(written);
    await checkout.shell(steps.goldens);
    expect(readJson(written)).toEqual(expected);
  }
  takeCountsForCurrent();
  const docs = await checkout.shell('npm run docs');
  expect(docs).toContain('ours, 100 labels: counted');
  expect(docs).not.toContain('canonical, 100 labels: counted');
  await typeCheck(checkout);
  await checkout.shell('biome check lib');
  await checkout.shell(
    'depcruise --config .dependency-cruiser.cjs functions lib access cli local bench deploy docs test',
  );
  const contracts = ['platforms', 'formats', 'readme', 'cost', 'template-permissions'].map(
    (name) => `test/contract/${name}.test.ts`,
  );
  const suites = await checkout.shell(`npx vitest run ${contracts.join(' ')} --reporter=verbose`);
  expect(suites).toContain('the platform ours');
  expect(suites).toContain('the format ours');
});
