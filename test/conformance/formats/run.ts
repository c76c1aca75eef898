import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { programsOf } from '../../support/python-environment.ts';
import { writeLabels } from './write-labels.ts';

/** Writes labels with our formats, and has the tools that training code is made of read them back. Needs python3. */

const python = join(programsOf('formats', join(import.meta.dirname, 'requirements.txt')), 'python');
const folder = mkdtempSync(join(tmpdir(), 'labelwire-formats-'));
try {
  writeLabels(folder);
  const { status, error } = spawnSync(python, [join(import.meta.dirname, 'read_back.py'), folder], {
    stdio: 'inherit',
  });
  if (error) throw error;
  process.exitCode = status ?? 1;
} finally {
  rmSync(folder, { recursive: true });
}
