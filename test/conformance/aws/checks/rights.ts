import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { ExecutionEnded } from '../../../../lib/contracts/execution-ended.ts';
import type { FetchedLabel, LabelToWrite, StagedBytes } from '../../../../lib/contracts/payloads.ts';
import type { Deployment } from '../deployment.ts';

const bytes = Buffer.from('{}');
const instant = '2026-05-04T09:00:00.000Z';

/** The payload of a step, by which somebody who could write one would reach beyond the step's role. */
type Attempt = { readonly function: string; readonly key?: string; readonly payload: unknown };

/**
 * Functions as they are deployed, asked for something that is there, and that their roles do not grant: AWS refuses
 * them, not their own code.
 */
export async function rights(on: Deployment): Promise<string> {
  const attempts = attemptsOn(on.output('StateMachineArn'));
  const planted = attempts.flatMap(({ key }) => (key ? [{ Bucket: on.bucket, Key: key }] : []));
  for (const place of planted) await on.s3.send(new PutObjectCommand({ ...place, Body: bytes }));
  try {
    for (const attempt of attempts) {
      const said = await on.service.invoke(attempt.function, attempt.payload);
      assert.match(said, /AccessDenied/, `${attempt.function} was not refused: ${said.slice(0, 300)}`);
    }
  } finally {
    for (const place of planted) await on.s3.send(new DeleteObjectCommand(place));
  }
  return `${attempts.map((attempt) => attempt.function).join(', ')}: AccessDenied beyond their roles`;
}

function attemptsOn(stateMachineArn: string): Attempt[] {
  const label = 'labels/out-of-reach.json';
  const classMap = 'classes/out-of-reach.json';
  return [
    { function: 'transformLabel', key: label, payload: fetched(label) },
    {
      function: 'writeExport',
      key: classMap,
      payload: {
        ...fetched(classMap),
        export: { content: { kind: 'staged', staged: all(classMap) } },
      } satisfies LabelToWrite,
    },
    { function: 'rescueExecution', payload: endedElsewhere(stateMachineArn) },
  ];
}

const all = (key: string): StagedBytes => ({
  key,
  start: 0,
  end: bytes.length,
  sha256: createHash('sha256').update(bytes).digest('hex'),
});

const fetched = (key: string) =>
  ({
    status: 'fetched',
    label: 'out-of-reach',
    revision: 1,
    staged: all(key),
    event: {
      schema: 1,
      id: 'out-of-reach',
      connection: 'encord',
      project: 'out-of-reach',
      label: 'out-of-reach',
      type: 'out-of-reach',
      kind: 'upserted',
      occurredAt: instant,
      receivedAt: instant,
      attempt: 1,
      replays: 0,
    },
  }) satisfies FetchedLabel;

/** An execution of another state machine whose input did not come along, so that it must be asked for. */
const endedElsewhere = (stateMachineArn: string): ExecutionEnded => ({
  detail: {
    executionArn: `${stateMachineArn.replace(':stateMachine:', ':execution:')}-of-another:1`,
    status: 'ABORTED',
    startDate: Date.parse(instant),
  },
});
