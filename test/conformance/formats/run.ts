import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { newFolder } from '../../../local/new-folder.ts';
import { programsOf } from '../../../local/python-environment.ts';
import { compareWithEncord } from './encord-coco.ts';
import { writeLabels } from './write-labels.ts';

/**
 * Writes labels with our formats, and has the tools that training code is made of read them back. Needs python3.
 * With `--documents FOLDER` also compares our COCO with what Encord's own exporter wrote of the same label rows.
 */

const { values } = parseArgs({ options: { documents: { type: 'string' } } });

const beside = (file: string) => join(import.meta.dirname, file);
const ofDatumaro = programsOf('formats-datumaro', beside('requirements-datumaro.txt'));
const ofSequences = programsOf('formats-sequences', beside('requirements-sequences.txt'));
const ofVolumes = programsOf(
  'formats-volumes',
  beside('requirements-volumes.txt'),
  beside('requirements-volumes-alone.txt'),
);
const ofOthers = programsOf('formats', beside('requirements.txt'), beside('requirements-alone.txt'));
const readers = [
  { python: join(ofDatumaro, 'python'), script: 'read_datumaro.py' },
  { python: join(ofSequences, 'python'), script: 'read_sequences.py' },
  { python: join(ofVolumes, 'python'), script: 'read_volumes.py' },
  { python: join(ofOthers, 'python'), script: 'read_back.py' },
];
const folder = newFolder();
await writeLabels(folder);
for (const { python, script } of readers) {
  const { status, error } = spawnSync(python, [join(import.meta.dirname, script), folder], { stdio: 'inherit' });
  if (error) throw error;
  process.exitCode = status ?? 1;
  if (status !== 0) break; // the last reads what the others wrote
}

if (values.documents === undefined) {
  process.stdout.write("Encord's own COCO files: not compared, no --documents FOLDER given.\n");
} else {
  const { lines, failed } = await compareWithEncord(values.documents);
  process.stdout.write(`${lines.join('\n')}\n${failed} objects differ without a reason\n`);
  if (failed > 0) process.exitCode = 1;
}
