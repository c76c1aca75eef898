import { cpSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compile, packagesOf } from './compile.ts';
import { createLabelwireManifest, labelwireManifest } from './manifest.ts';
import { root } from './root.ts';
import { fromPlace, serviceFile } from './service-file.ts';

/** What is read beside the code. Samples: the simulated platforms serve them, so that a first label needs no account. */
const data = [
  'CHANGELOG.md',
  'LICENSE',
  'README.md',
  'THIRD-PARTY-LICENSES.md',
  'cli/cost/counted-calls.json',
  'docs/**/*.md',
  'lib/{formats,platforms}/*/README.md',
  'local/samples/*/**/*',
  'statemachines/*.json',
];

/** Lays `labelwire` as it is published into an empty folder. */
export async function layLabelwire(folder: string): Promise<void> {
  await compile(folder);
  for (const pattern of data) for (const file of globSync(pattern, { cwd: root })) copy(file, folder);
  for (const file of globSync('deploy/*.yml', { cwd: root })) {
    writeFileSync(join(folder, file), fromPlace(readFileSync(join(root, file), 'utf8')));
  }
  writeFileSync(join(folder, 'service.yml'), serviceFile());
  writeManifest(folder, labelwireManifest(packagesOf(folder)));
}

/** Lays `create-labelwire` as it is published into an empty folder. */
export function layCreateLabelwire(folder: string): void {
  for (const [from, to] of [
    ['packaging/create-labelwire.js', 'create-labelwire.js'],
    ['packaging/create-labelwire.md', 'README.md'],
    ['LICENSE', 'LICENSE'],
  ] as const)
    cpSync(join(root, from), join(folder, to));
  writeManifest(folder, createLabelwireManifest());
}

const writeManifest = (folder: string, manifest: object): void =>
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);

function copy(file: string, folder: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  cpSync(join(root, file), join(folder, file), { recursive: true });
}
