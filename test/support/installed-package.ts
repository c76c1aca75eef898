import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { newFolder } from '../../local/new-folder.ts';
import { type Packed, pack } from '../../packaging/pack.ts';
import { root } from './examples.ts';

export type InstalledPackage = {
  /** Its `node_modules` is as `npm install` lays it; nothing else is in it. */
  readonly folder: string;
  readonly packed: readonly Packed[];
  /** A program of `node_modules/.bin`. */
  program(name: string): string;
  /** The same packages as a later version has them, in the place of those that are there. */
  bump(version: string): void;
  remove(): void;
};

/**
 * What is published, installed from its archives without a registry: each dependency that a package names is a link to the one
 * of this project, and one that it does not name is not there.
 */
export async function installedPackage(): Promise<InstalledPackage> {
  const folder = newFolder();
  const modules = join(folder, 'node_modules');
  const packed = await pack(join(folder, 'packed'));
  mkdirSync(join(modules, '.bin'), { recursive: true });
  for (const { name, file } of packed) extract(file, join(modules, name));
  for (const { name } of packed) {
    const { bin = {}, dependencies = {} } = manifestOf(join(modules, name));
    for (const dependency of Object.keys(dependencies).filter((each) => !packed.some((own) => own.name === each)))
      link(join(root, 'node_modules', dependency), join(modules, dependency));
    for (const [program, file] of Object.entries(bin)) link(join(modules, name, file), join(modules, '.bin', program));
  }
  link(join(root, 'node_modules', 'serverless', 'bin', 'serverless.js'), join(modules, '.bin', 'serverless'));
  return {
    folder,
    packed,
    program: (name) => join(modules, '.bin', name),
    bump(version) {
      for (const { name } of packed) {
        const file = join(modules, name, 'package.json');
        const manifest = JSON.parse(readFileSync(file, 'utf8')) as object;
        writeFileSync(file, JSON.stringify({ ...manifest, version }));
      }
      const constant = join(modules, 'labelwire', 'lib', 'runtime', 'version.js');
      writeFileSync(constant, readFileSync(constant, 'utf8').replace(/'\d+\.\d+\.\d+'/, `'${version}'`));
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

type Manifest = { readonly bin?: Record<string, string>; readonly dependencies?: Record<string, string> };
const manifestOf = (folder: string): Manifest => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));

function extract(archive: string, folder: string): void {
  const parent = newFolder();
  execFileSync('tar', ['xzf', archive, '-C', parent]);
  cpSync(join(parent, 'package'), folder, { recursive: true });
}

function link(target: string, path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path);
}
