import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { newFolder } from '../local/new-folder.ts';
import { layCreateLabelwire, layLabelwire } from './packages.ts';
import { root } from './root.ts';

export type Packed = {
  readonly name: string;
  /** The archive, as `npm publish` and `npm install` take it. */
  readonly file: string;
  readonly bytes: number;
  readonly unpackedBytes: number;
  /** Paths inside the package. */
  readonly files: readonly string[];
};

const packages = { labelwire: layLabelwire, 'create-labelwire': layCreateLabelwire };

/** `npm run packages`: what is published, as `npm pack` makes it of folders that hold nothing else. */
export async function pack(to = join(root, 'packed')): Promise<Packed[]> {
  mkdirSync(to, { recursive: true });
  const packed: Packed[] = [];
  for (const [name, lay] of Object.entries(packages)) packed.push(await packOne(name, lay, to));
  return packed;
}

type Listing = { filename: string; size: number; unpackedSize: number; files: { path: string }[] };

async function packOne(name: string, lay: (folder: string) => void | Promise<void>, to: string): Promise<Packed> {
  const folder = newFolder();
  await lay(folder);
  const options = { maxBuffer: 64 * 1024 * 1024 };
  const args = ['pack', folder, '--json', '--offline', '--pack-destination', to];
  const { stdout } = await promisify(execFile)('npm', args, options);
  const [{ filename, size, unpackedSize, files }] = JSON.parse(stdout) as [Listing];
  return {
    name,
    file: join(to, filename),
    bytes: size,
    unpackedBytes: unpackedSize,
    files: files.map(({ path }) => path),
  };
}

if (import.meta.main) {
  const kilobytes = (bytes: number) => `${Math.round(bytes / 1000)} kB`;
  for (const { file, bytes, unpackedBytes, files } of await pack())
    console.log(`${file}  ${kilobytes(bytes)}, unpacked ${kilobytes(unpackedBytes)}, ${files.length} files`);
}
