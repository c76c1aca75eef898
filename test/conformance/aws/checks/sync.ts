import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { CloudFormationClient, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { DescribeExecutionCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { keys } from '../../../../lib/contracts/keys.ts';
import { SyncProgress } from '../../../../lib/contracts/sync.ts';
import type { Deployment } from '../deployment.ts';
import type { ServedPlatform } from '../platforms.ts';
import { eventually } from '../waiting.ts';
import { expectExported } from './expect-exported.ts';

const labelsOfEach = 5;

/** The state machine SyncConnection, started as the command line and the schedules start it; a second run has nothing to do. */
export async function sync(on: Deployment): Promise<string> {
  for (const platform of on.platforms) {
    const project = platform.projectId('synced');
    const labels = Array.from({ length: labelsOfEach }, (_, number) =>
      platform.aLabel({
        project,
        label: `synced-${number}`,
        dataUnit: `synced-unit-${number}`,
        title: `synced/${number}.jpg`,
      }),
    );
    platform.labels.push(...labels);
    const first = await run(on, platform, project);
    assert.deepEqual([first.announced, first.outcomes.exported], [labelsOfEach, labelsOfEach]);
    for (const label of labels) await expectExported(on, platform, label);
    const second = await run(on, platform, project);
    assert.deepEqual([second.announced, second.totals.upToDate], [0, labelsOfEach]);
    await on.expectNoDeadLetters(project);
  }
  return `${labelsOfEach} labels of each platform that nobody announced; a second run had nothing to do`;
}

/** A run to its end, and to the end of what it announced. */
async function run(on: Deployment, platform: ServedPlatform, project: string): Promise<SyncProgress> {
  const name = `sync-${randomUUID()}`;
  const stateMachineArn = on.output('SyncStateMachineArn');
  const input = JSON.stringify({ connection: platform.id, projects: [project] });
  const { executionArn } = await on.sfn.send(new StartExecutionCommand({ stateMachineArn, name, input }));
  await eventually(`the sync of ${platform.id} has ended`, 120 * on.account.patience, async () => {
    const { status, error, cause } = await on.sfn.send(new DescribeExecutionCommand({ executionArn }));
    assert(status === 'RUNNING' || status === 'SUCCEEDED', `The sync of ${platform.id}: ${status} ${error} ${cause}`);
    return status === 'SUCCEEDED';
  });
  await on.settled();
  const progress = await on.bytesAt(keys.syncRun(name, 'progress'));
  return SyncProgress.parse(JSON.parse(Buffer.from(progress ?? []).toString('utf8')));
}

/** Two of each connection: what has changed, and once a week everything. */
export async function schedules(on: Deployment): Promise<string> {
  const client = new CloudFormationClient();
  const found: string[] = [];
  let NextToken: string | undefined;
  do {
    const page = await client.send(
      new ListStackResourcesCommand({ StackName: on.service.stack, ...(NextToken ? { NextToken } : {}) }),
    );
    for (const { ResourceType, ResourceStatus, PhysicalResourceId = '' } of page.StackResourceSummaries ?? [])
      if (ResourceType === 'AWS::Scheduler::Schedule' && ResourceStatus?.endsWith('_COMPLETE'))
        found.push(PhysicalResourceId);
    NextToken = page.NextToken;
  } while (NextToken);
  client.destroy();
  for (const { id } of on.platforms) {
    const own = found.filter((name) => name.endsWith(`-reconcile-${id}`) || name.endsWith(`-reconcile-all-${id}`));
    assert.equal(own.length, 2, `The schedules of ${id} are ${own.join(', ') || 'missing'}.`);
  }
  return `${found.length} schedules are deployed`;
}
