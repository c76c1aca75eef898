import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { handlerPermissionsFile } from '../../../deploy/deployer-rights.ts';
import { programsOf } from '../../../local/python-environment.ts';
import { handlerPermissionsText } from './handler-permissions.ts';

/** Writes what the policy of the deployer is made of; `npm run docs` then makes the policy. Needs python3. */

const programs = programsOf('scan', join(import.meta.dirname, 'requirements.txt'));
writeFileSync(handlerPermissionsFile, handlerPermissionsText(programs));
process.stdout.write(`written ${handlerPermissionsFile}\n`);
