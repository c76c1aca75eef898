import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encode } from 'fast-png';
import { pictureFolders } from '../../../cli/pull/picture-folders.ts';
import { pullRelease } from '../../../cli/pull/pull-release.ts';
import { readRelease } from '../../../lib/release/read-release.ts';
import { programsOf } from '../../../local/python-environment.ts';
import { harbour, height, labels, objects, width } from './harbour.ts';

/**
 * Pulls a release with its pictures, and has the tools that training code is made of read the folder as it stands: Ultralytics,
 * pycocotools, `datasets`, pandas, mlcroissant. Needs python3.
 */

const beside = (...names: string[]) => join(import.meta.dirname, ...names);
const formats = beside('..', 'formats');
const programs = programsOf('release', beside('requirements.txt'), join(formats, 'requirements-ultralytics.txt'));
const folder = mkdtempSync(join(tmpdir(), 'labelwire-release-'));
try {
  const release = await readRelease(await harbour(folder), 'harbour-1');
  const png = encode({ width, height, data: new Uint8Array(width * height), channels: 1 });
  const pulled = await pullRelease({
    ...{ release, out: join(folder, 'pulled'), choice: {} },
    pictures: {
      source: { read: async () => [png] as unknown as AsyncIterable<Uint8Array> },
      folders: await pictureFolders(release.description, undefined),
    },
    onChosen() {},
    onProgress() {},
  });
  writeFileSync(join(folder, 'facts.json'), JSON.stringify({ images: labels.length, objects, ...pulled.pictures }));
  const { status, error } = spawnSync(join(programs, 'python'), [beside('read_release.py'), folder], {
    ...{ stdio: 'inherit', env: { ...process.env, PYTHONPATH: formats, HF_HOME: join(folder, 'hf') } },
  });
  if (error) throw error;
  process.exitCode = status ?? 1;
} finally {
  rmSync(folder, { recursive: true });
}
