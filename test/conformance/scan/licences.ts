import { mkdirSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { type BundledPackage, bundledPackages, packagesIn } from '../../../docs/third-party.ts';
import { newFolder } from '../../../local/new-folder.ts';
import type { Finding } from './judge.ts';
import type { Scanner } from './scanner.ts';
import { isPermissive } from './spdx.ts';

export const notPermissive = (packages: readonly BundledPackage[]): Finding[] =>
  packages
    .filter(({ licence }) => !isPermissive(licence))
    .map(({ name, version, licence }) => ({
      rule: licence,
      where: `${name}@${version}`,
      message: 'It is bundled into dist/, and its licence is not known to be permissive.',
    }));

export const licences: Scanner = {
  name: 'licences of dist/',
  scan: async () => {
    const packages = await bundledPackages();
    const counted = Object.entries(Object.groupBy(packages, ({ licence }) => licence));
    const list = counted.map(([licence, of]) => `${of?.length} ${licence}`).join(', ');
    return { looked: packages.length, at: `packages: ${list}`, findings: notPermissive(packages) };
  },
  planted: [{ rule: 'GPL-3.0-only', find: async () => notPermissive(await packagesOfPlanted('GPL-3.0-only')) }],
};

/** A bundle made of one line of ours and one package under this licence. */
export async function packagesOfPlanted(license: string): Promise<BundledPackage[]> {
  const folder = realpathSync(newFolder());
  const dependency = join(folder, 'node_modules', '@planted', 'package');
  mkdirSync(dependency, { recursive: true });
  const manifest = { name: '@planted/package', version: '1.0.0', license, main: 'index.js', type: 'module' };
  writeFileSync(join(dependency, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(dependency, 'index.js'), 'export const answer = Math.random();');
  writeFileSync(join(folder, 'entry.js'), "import { answer } from '@planted/package'; console.log(answer);");
  const { metafile } = await build({
    absWorkingDir: folder,
    entryPoints: ['entry.js'],
    bundle: true,
    format: 'esm',
    write: false,
    outdir: 'out',
    metafile: true,
  });
  return packagesIn([metafile.outputs], folder);
}
