import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { visibilityTimeoutSeconds } from '../../deploy/parameters.ts';
import { deployed } from '../../local/aws/deployed.ts';
import { root } from '../support/examples.ts';

/** CloudFormation's own tags (!Ref, !GetAtt) are not resolved: no figure has one. */
const readYaml = (...path: string[]) => parse(readFileSync(join(root, ...path), 'utf8'), { logLevel: 'silent' });

it('gives the functions of this machine the deployed time-outs', () => {
  const { functions } = readYaml('serverless.yml') as { functions: Record<string, { timeout: number }> };
  expect(deployed.timeouts).toEqual(
    Object.fromEntries(Object.entries(functions).map(([name, { timeout }]) => [name, timeout])),
  );
});

it('hands out messages as the deployed queue and its event source do', async () => {
  const { functions, params } = readYaml('serverless.yml');
  const { Properties } = readYaml('deploy', 'queues.yml').Resources.LabelEvents;
  expect(deployed).toMatchObject({
    batchSize: functions.startExport.events[0].sqs.batchSize,
    visibilityTimeoutSeconds: await visibilityTimeoutSeconds({
      resolveVariable: async (name) => params.default[name.replace('param:', '')],
    }),
    maxReceiveCount: Properties.RedrivePolicy.maxReceiveCount,
  });
});
