import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { handlerPermissionsFile } from '../../../deploy/deployer-rights.ts';
import { programsOf } from '../../../local/python-environment.ts';
import { handlerPermissionsText } from './handler-permissions.ts';
import { skipsOfNobody } from './judge.ts';
import { licences } from './licences.ts';
import { npmAudit } from './npm-audit.ts';
import { report } from './report.ts';
import { reviewed } from './reviewed.ts';
import { secrets } from './secrets.ts';
import { aslValidator } from './state-machines.ts';
import { cfnLint, checkov } from './template-scanners.ts';
import { templateVariants } from './template-variants.ts';
import { verdictOf } from './verdict.ts';

/**
 * Scanners that others wrote, on what is deployed and on what lies in the repository. What they find and we keep stands
 * in reviewed.ts with its reason. Needs python3, git and npm.
 */

const templatePrograms = programsOf('scan', join(import.meta.dirname, 'requirements.txt'));
const secretPrograms = programsOf('scan-secrets', join(import.meta.dirname, 'requirements-secrets.txt')); // checkov brings a fork of the same name

const variants = templateVariants();

const scanners = [
  cfnLint(templatePrograms, variants),
  checkov(templatePrograms, variants),
  aslValidator,
  npmAudit,
  licences,
  secrets(secretPrograms),
];

const unused = skipsOfNobody(
  reviewed,
  scanners.map(({ name }) => name),
);
if (unused.length > 0) throw new Error(unused.join('\n'));
const verdicts = [];
for (const scanner of scanners) verdicts.push(await verdictOf(scanner, reviewed));
process.stdout.write(`${report(verdicts)}\n`);
if (verdicts.some(({ outcome }) => outcome === 'failed')) process.exitCode = 1;
const kept: unknown = JSON.parse(readFileSync(handlerPermissionsFile, 'utf8'));
if (!isDeepStrictEqual(kept, JSON.parse(handlerPermissionsText(templatePrograms)))) {
  process.stdout.write('FAILED deploy/handler-permissions.json is not what cfn-lint says: npm run policies\n');
  process.exitCode = 1;
}
