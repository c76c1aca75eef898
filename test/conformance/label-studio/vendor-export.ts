import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { newFolder } from '../../../local/new-folder.ts';
import { type Detections, imageName, ofCoco, ofYolo } from './detections.ts';

/** What Label Studio's own converter made of a project, out of its zip. */
export const vendorExport: {
  readonly [Format in 'YOLO' | 'COCO']: (zip: Uint8Array, programs: string) => Detections;
} = {
  YOLO: (zip, programs) => {
    const files = unzipped(zip, programs);
    const classes = (files.get('classes.txt') ?? '').split('\n');
    const texts = [...files].filter(([path]) => path.startsWith('labels/'));
    return new Map(texts.map(([path, text]) => [imageName(path), ofYolo(text, classes)]));
  },
  COCO: (zip, programs) => ofCoco(unzipped(zip, programs).get('result.json') ?? ''),
};

/** The text files of a zip by their path. */
function unzipped(zip: Uint8Array, programs: string): ReadonlyMap<string, string> {
  const folder = newFolder();
  writeFileSync(join(folder, 'export.zip'), zip);
  const { status, stderr } = spawnSync(join(programs, 'python'), ['-m', 'zipfile', '-e', 'export.zip', 'export'], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 30_000,
  });
  if (status !== 0) throw new Error(`The export of Label Studio is not a zip: ${stderr.slice(-300)}`);
  const paths = readdirSync(join(folder, 'export'), { recursive: true, encoding: 'utf8' });
  const texts = paths.filter((path) => /\.(txt|json)$/.test(path));
  return new Map(texts.map((path) => [path, readFileSync(join(folder, 'export', path), 'utf8')]));
}
