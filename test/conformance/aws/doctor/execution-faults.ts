import assert from 'node:assert/strict';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { DescribeExecutionCommand } from '@aws-sdk/client-sfn';
import { keys } from '../../../../lib/contracts/keys.ts';
import { expectExported } from '../checks/expect-exported.ts';
import { breakLabel, stopOne } from '../checks/failures.ts';
import type { Deployment } from '../deployment.ts';
import { eventually } from '../waiting.ts';
import type { Fault } from './fault.ts';

/** What may have become of labels. */
export function executionFaults(on: Deployment): readonly Fault[] {
  const [platform] = on.platforms;
  assert(platform);
  const broken = platform.aLabel({ project: platform.projectId('broken') });
  const whole = broken.document;
  let stopped: Awaited<ReturnType<typeof stopOne>> | undefined;
  return [
    {
      name: 'a label in the dead letters',
      checks: ['dead letters'],
      also: ['state machine'], // its execution is the newest
      async plant() {
        breakLabel(broken);
        platform.labels.push(broken);
        assert.equal(await on.announce(platform, broken), 202);
        await on.settled();
      },
      command: /npx labelwire dlq replay --all.*$/,
      async repair() {
        broken.document = whole;
      },
      async undo() {
        await on.settled();
        await expectExported(on, platform, broken);
      },
    },
    {
      name: 'the newest execution was stopped',
      checks: ['state machine'],
      also: ['dead letters'],
      async plant() {
        stopped = await stopOne(on);
      },
      command: /npx labelwire dlq list.*$/,
      async undo() {
        const { code, stderr } = await on.labelwire('dlq', 'replay', '--all');
        assert.equal(code, 0, stderr);
        await on.settled();
        assert(stopped);
        await expectExported(on, platform, stopped.label);
      },
    },
    {
      name: 'a stopped execution that nobody took care of',
      checks: ['executions without letters'],
      also: ['dead letters'], // where the command puts it
      async plant() {
        assert(stopped);
        const { executionArn } = stopped;
        const Key = keys.rescued(executionArn.split(':').at(-1) ?? '');
        await on.s3.send(new DeleteObjectCommand({ Bucket: on.bucket, Key }));
        await eventually('it ended more than two minutes ago', 150, async () => {
          const { stopDate = new Date() } = await on.sfn.send(new DescribeExecutionCommand({ executionArn }));
          return Date.now() - stopDate.getTime() > settledMilliseconds;
        });
      },
      command: /aws lambda invoke .*$/,
      async undo() {
        assert(stopped);
        const { label } = stopped;
        assert.equal((await on.deadLetters(label.project)).length, 1, 'The command put nothing into the dead letters.');
        const { code, stderr } = await on.labelwire('dlq', 'purge', '--all', '--yes');
        assert.equal(code, 0, stderr);
      },
    },
  ];
}

/** Before, EventBridge may still report it. */
const settledMilliseconds = 130_000;
