import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.ts';

type Versions = Readonly<Record<string, string>>;
type Manifest = {
  readonly name: string;
  readonly version: string;
  readonly description: string;
  readonly license: string;
  readonly type: string;
  readonly bin: Readonly<Record<string, string>>;
  readonly dependencies: Versions;
  readonly devDependencies: Versions;
};

/** package.json of the sources. */
export const readManifest = (): Manifest => JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;

/** The functions run on this Node in AWS, and a user's TypeScript is loaded without being compiled. */
const engines = { node: '>=24' };

/** package.json of `labelwire` as it is published, which imports `packages`. Throws where one of them is not in ours. */
export function labelwireManifest(packages: readonly string[]): object {
  const { name, version, description, license, type, bin, dependencies, devDependencies } = readManifest();
  const known = { ...devDependencies, ...dependencies };
  const versionOf = (wanted: string) => {
    const found = known[wanted];
    if (!found) throw new Error(`package.json must name ${wanted}, which the package imports.`);
    return [wanted, found];
  };
  return {
    name,
    version,
    description,
    license,
    type,
    engines,
    bin,
    exports: {
      '.': { types: './index.d.ts', default: './index.js' },
      './config': { types: './config.d.ts', default: './config.js' },
      './command-line': './cli/labelwire.js',
      './serverless': './deploy/build-plugin.js',
      './package.json': './package.json',
    },
    imports: { '#configuration': './packaging/configuration.js' },
    dependencies: Object.fromEntries([...packages, 'serverless'].sort().map(versionOf)),
  };
}

/** package.json of `create-labelwire`, which `npm create labelwire` runs. */
export function createLabelwireManifest(): object {
  const { name, version, license, type } = readManifest();
  const description = 'npm create labelwire: a folder from which Labelwire is deployed to your own AWS account.';
  const bin = { 'create-labelwire': 'create-labelwire.js' };
  return {
    name: `create-${name}`,
    version,
    description,
    license,
    type,
    engines,
    bin,
    dependencies: { [name]: version },
  };
}
