import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { asCloudFormation } from '../../../access/cloudformation.ts';
import { planOffline } from '../../../access/plan.ts';
import { accessRequest } from '../../../access/request.ts';
import { newFolder } from '../../../local/new-folder.ts';
import { programsOf } from '../../../local/python-environment.ts';
import { labelboxAccess } from '../../support/access-platforms.ts';
import { externalId, platformAccount } from './world.ts';

const requirements = join(import.meta.dirname, '..', 'scan', 'requirements.txt');

const labelbox = await labelboxAccess();

/** What cfn-lint reports about `plan --cloudformation`. */
export function lintTemplate(): string[] {
  const kmsKey = 'arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';
  const request = accessRequest(labelbox, {
    buckets: ['clinic-images', 'ward-images'],
    prefix: 'train/',
    externalId,
    platformAccount,
    kmsKey,
    roleName: 'labelwire-labelbox-read',
    origins: ['https://app.labelbox.com'],
    rolePath: '/teams/labels/',
    permissionsBoundary: 'arn:aws:iam::123456789012:policy/guard-rail',
    tags: { team: 'labels' },
  });
  const folder = newFolder();
  const file = join(folder, 'role.json');
  writeFileSync(file, JSON.stringify(asCloudFormation(planOffline(request))));
  const program = join(programsOf('scan', requirements), 'cfn-lint');
  const { status, stdout, error } = spawnSync(program, ['--template', file], { encoding: 'utf8', timeout: 120_000 });
  if (error) throw error;
  return status === 0 ? [] : [`cfn-lint about plan --cloudformation:\n${stdout}`];
}
