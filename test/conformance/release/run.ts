import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { encode } from 'fast-png';
import { pictureFolders } from '../../../cli/pull/picture-folders.ts';
import { pullRelease } from '../../../cli/pull/pull-release.ts';
import { readRelease } from '../../../lib/release/read-release.ts';
import { objectStore } from '../../../lib/store/object-store.ts';
import { environmentForTools } from '../../../local/environment.ts';
import { newFolder } from '../../../local/new-folder.ts';
import { startPipeline } from '../../../local/pipeline.ts';
import { programsOf } from '../../../local/python-environment.ts';
import { exportLabel } from '../../support/built-release.ts';
import { folderOfLocalPipeline, labelwire } from '../../support/command-line.ts';
import { height, labels, truth, width } from './harbour.ts';

/**
 * Builds releases of known labels in the local deployment, with the deployed state machine and functions, pulls them with their
 * pictures, and has the tools that training code is made of read the folders as they stand: pycocotools, which scores the files
 * as if they were predictions, Ultralytics, `datasets`, pandas, mlcroissant, hotcoco, webdataset. Needs python3.
 */

const beside = (...names: string[]) => join(import.meta.dirname, ...names);
const formats = beside('..', 'formats');
const programs = programsOf('release', beside('requirements.txt'), join(formats, 'requirements-alone.txt'));
const project = { connection: 'encord', project: 'harbour' };
const releases = {
  files: ['coco,yolo,imagefolder,coco-panoptic', 'shards'],
  samples: ['yolo,coco,coco-panoptic', 'webdataset'],
} as const;

const folder = newFolder();
const pipeline = await startPipeline({ retrySpeed: 2_000 });
try {
  const { AWS_ENDPOINT_URL_S3: endpoint = '', BUCKET = '' } = pipeline.aws.environment;
  const store = objectStore(new S3Client({ endpoint }), BUCKET);
  for (const label of labels) await exportLabel(store, label, project);
  const local = folderOfLocalPipeline(environmentForTools(pipeline));
  const counts = [];
  for (const [name, [ids, layout]] of Object.entries(releases)) {
    const args = ['--project', 'encord/harbour', '--format', ids, '--layout', layout, '--split', 'train=0.7,val=0.3'];
    const { code, stderr } = await labelwire(['release', 'create', name, ...args, '--wait', '--local'], {
      folder: local,
    });
    if (code !== 0) throw new Error(stderr);
    counts.push(await pulled(name));
  }
  writeFileSync(join(folder, 'facts.json'), JSON.stringify({ width, height, truth, pulled: counts }));
  const { status, error } = spawnSync(join(programs, 'python'), [beside('read_release.py'), folder], {
    ...{ stdio: 'inherit', env: { ...process.env, PYTHONPATH: formats, HF_HOME: join(folder, 'hf') } },
  });
  if (error) throw error;
  process.exitCode = status ?? 1;

  async function pulled(name: string) {
    const release = await readRelease(store, name);
    const png = encode({ width, height, data: new Uint8Array(width * height), channels: 1 });
    const { pictures } = await pullRelease({
      ...{ release, out: join(folder, name), choice: {} },
      pictures: {
        source: { read: async () => [png] as unknown as AsyncIterable<Uint8Array> },
        folders: await pictureFolders(release.description, undefined),
      },
      onChosen() {},
      onProgress() {},
    });
    return pictures;
  }
} finally {
  await pipeline.stop();
}
