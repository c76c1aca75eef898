import { execFile } from 'node:child_process';
import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import ts from 'typescript';
import { root } from './root.ts';

/**
 * The sources as JavaScript, in the same folders: Node takes no types off below node_modules. Of the types only those that a
 * user's own files are made of.
 */
export async function compile(folder: string): Promise<void> {
  await tsc('-p', join(root, 'packaging'), '--outDir', folder, '--declaration');
  rmSync(join(folder, 'labelwire.config.js')); // what `#configuration` is in a clone: the user of a package has one
  for (const file of globSync('**/*.js', { cwd: folder })) nameJavaScript(join(folder, file));
  const wanted = reachable(folder, ['config.d.ts', 'index.d.ts']);
  for (const file of globSync('**/*.d.ts', { cwd: folder })) if (!wanted.has(file)) rmSync(join(folder, file));
}

/** The compiler leaves `import('./file.ts')` as it is where it stands in a default export. */
function nameJavaScript(file: string): void {
  const text = readFileSync(file, 'utf8');
  const renamed = text.replaceAll(/\bimport\('(\.[^']*)\.ts'\)/g, "import('$1.js')");
  if (renamed !== text) writeFileSync(file, renamed);
  const missed = importedBy(file).find((name) => /^\..*\.ts$/.test(name));
  if (missed) throw new Error(`${file} imports ${missed}, of which the package has only the JavaScript.`);
}

/** These declarations, those that they import, and so on. */
function reachable(folder: string, first: readonly string[]): ReadonlySet<string> {
  const found = new Set(first);
  for (const file of found) {
    for (const name of importedBy(join(folder, file)).filter((each) => each.startsWith('.')))
      found.add(join(file, '..', name.replace(/\.ts$/, '.d.ts')));
  }
  return found;
}

/** What the compiled files import of other packages, by the packages' names, in alphabetical order. */
export function packagesOf(folder: string): string[] {
  const names = globSync('**/*.js', { cwd: folder }).flatMap((file) => importedBy(join(folder, file)));
  const foreign = names.filter((name) => !/^(\.|#|node:)/.test(name));
  return [...new Set(foreign.map((name) => /^(@[^/]+\/)?[^/]+/.exec(name)?.[0] ?? name))].sort();
}

const importedBy = (file: string): string[] =>
  ts.preProcessFile(readFileSync(file, 'utf8'), true, true).importedFiles.map(({ fileName }) => fileName);

async function tsc(...args: string[]): Promise<void> {
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  try {
    await promisify(execFile)(process.execPath, [compiler, ...args]);
  } catch (error) {
    throw new Error(`The sources do not compile:\n${(error as { stdout?: string }).stdout}`, { cause: error });
  }
}
