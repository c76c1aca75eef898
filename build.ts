import { readdirSync, rmSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { basename, extname, join } from 'node:path';
import { build as bundle, type Metafile, type Plugin } from 'esbuild';
import { configurationFile, loadConfiguration } from './cli/load-configuration.ts';
import { InvalidConfiguration } from './lib/contracts/errors.ts';

const root = import.meta.dirname;
/** `.ts` in a clone, `.js` in the package. */
const extension = extname(import.meta.filename);
type Outputs = Metafile['outputs'];
export type BundledFunction = { readonly name: string; readonly outputs: Outputs };

/** Every Lambda of functions/ into `<folder>/<name>/`: index.mjs, the chunks it loads, and their source maps. */
export async function build(
  folder = join(root, 'dist'),
  configuration = configurationFile,
): Promise<BundledFunction[]> {
  await loadConfiguration(configuration);
  rmSync(folder, { recursive: true, force: true });
  const names = readdirSync(join(root, 'functions'))
    .filter((file) => file.endsWith(extension))
    .map((file) => basename(file, extension))
    .sort();
  return Promise.all(names.map((name) => bundleFunction(name, join(folder, name), configuration)));
}

/** Of a platform or a format, what only a person's command line or a test loads. */
const forPeople = /^\.\/(api\/setup|saved-documents|testing|access\/index|read)\.[jt]s$/;
const plugIns = ['platforms', 'formats'].map((kind) => join(root, 'lib', kind, '/'));

/** An `import()` that no function runs stays as it is. Any other import of such a file brings it. */
const withoutPartsForPeople: Plugin = {
  name: 'without-parts-for-people',
  setup({ onResolve }) {
    onResolve({ filter: forPeople }, ({ path, kind, importer }) =>
      kind === 'dynamic-import' && plugIns.some((folder) => importer.startsWith(folder))
        ? { path, external: true }
        : undefined,
    );
  },
};

/**
 * A library in CommonJS asks for a module of Node by `require`, which an ES module does not have: it gets the same names by an
 * import.
 */
const nodeModulesImported: Plugin = {
  name: 'node-modules-imported',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^[\w:/]+$/ }, ({ path, kind }) =>
      kind === 'require-call' && isBuiltin(path)
        ? { path: path.replace(/^node:/, ''), namespace: 'node-module' }
        : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'node-module' }, ({ path }) => ({
      contents: `export * from 'node:${path}'; export { default } from 'node:${path}';`,
    }));
  },
};

async function bundleFunction(name: string, outdir: string, configuration: string): Promise<BundledFunction> {
  const { metafile } = await bundle({
    absWorkingDir: root,
    entryPoints: [{ in: `functions/${name}${extension}`, out: 'index' }],
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    external: ['@aws-sdk/*', '@smithy/*'], // the runtime has them: docs/deploy.md, "Which AWS SDK runs"
    alias: { '#configuration': configuration },
    plugins: [nodeModulesImported, withoutPartsForPeople],
    splitting: true, // what is behind `await import()` stays out of the cold start
    minify: true,
    sourcemap: true,
    sourcesContent: false,
    metafile: true,
    logLevel: 'warning',
  });
  return { name, outputs: metafile.outputs };
}

export type BundleSize = { readonly name: string; readonly coldStart: number; readonly onDemand: number };

/** Bytes of code that Node reads before the handler runs, and bytes that wait for an `await import()`. */
export function sizeOf({ name, outputs }: BundledFunction): BundleSize {
  const atStart = loadedAtStart(outputs);
  const code = Object.keys(outputs).filter((file) => file.endsWith('.mjs'));
  const bytes = (files: string[]) => files.reduce((sum, file) => sum + (outputs[file]?.bytes ?? 0), 0);
  return {
    name,
    coldStart: bytes(code.filter((file) => atStart.has(file))),
    onDemand: bytes(code.filter((file) => !atStart.has(file))),
  };
}

/** index.mjs and all that it imports statically, by path. */
export function loadedAtStart(outputs: Outputs): Set<string> {
  const loaded = new Set(Object.keys(outputs).filter((file) => outputs[file]?.entryPoint?.startsWith('functions/')));
  for (const file of loaded) {
    for (const { path, kind, external } of outputs[file]?.imports ?? []) {
      if (kind === 'import-statement' && !external) loaded.add(path);
    }
  }
  return loaded;
}

function sizeTable(sizes: readonly BundleSize[]): string {
  const rows = [['function', 'cold start', 'on demand'], ...sizes.map((size) => Object.values(size).map(String))];
  return rows
    .map(([name = '', ...bytes]) => name.padEnd(24) + bytes.map((text) => text.padStart(12)).join(''))
    .join('\n');
}

/** A mistake in labelwire.config.ts is its message alone: it says the place. */
async function main(): Promise<void> {
  try {
    console.log(`${sizeTable((await build()).map(sizeOf))}\n(bytes, minified)`);
  } catch (error) {
    if (!(error instanceof InvalidConfiguration)) throw error;
    console.error(error.message);
    process.exitCode = 1;
  }
}

if (import.meta.main) await main();
