import assert from 'node:assert/strict';
import { operatorRights } from '../../../../cli/rights/operator-rights.ts';
import type { Place, Statement } from '../../../../cli/rights/place.ts';
import { serverlessRights } from '../../../../deploy/deployer-rights.ts';
import { type RecordedCall, recordedCalls } from '../recording.ts';

/** Only the actions are looked at: the ARNs are those of any deployment. */
const anywhere: Place = { partition: 'aws', region: 'r', account: 'a', stage: 's', bucket: 'b', bucketPrefix: '' };

/** A request whose right has another name, or none. */
const otherwise: Readonly<Record<string, string | null>> = {
  'sts:GetCallerIdentity': null, // everybody may
  's3:HeadBucket': 's3:ListBucket',
  's3:ListObjectsV2': 's3:ListBucket',
  's3:HeadObject': 's3:GetObject',
  's3:DeleteObjects': 's3:DeleteObject',
  's3:GetBucketLifecycleConfiguration': 's3:GetLifecycleConfiguration',
  's3:GetBucketEncryption': 's3:GetEncryptionConfiguration',
  'sqs:ChangeMessageVisibilityBatch': 'sqs:ChangeMessageVisibility',
  'sqs:DeleteMessageBatch': 'sqs:DeleteMessage',
  'sqs:SendMessageBatch': 'sqs:SendMessage',
};
const prefixes: Readonly<Record<string, string>> = { SFN: 'states', 'Secrets Manager': 'secretsmanager' };

function actionOf({ service, operation }: RecordedCall): string[] {
  const name = `${prefixes[service] ?? service.toLowerCase()}:${operation}`;
  const action = otherwise[name] === undefined ? name : otherwise[name];
  return action === null ? [] : [action];
}

const actionsIn = (statements: readonly Statement[]) => new Set(statements.flatMap(({ Action }) => Action));

/** CloudFormation asks for it when a stack has tags; no request has its name. */
const withoutRequest = new Set(['cloudformation:TagResource']);

/** What `serverless` and `labelwire` called in this run, and what their policies allow. */
export async function policies(): Promise<string> {
  const calls = recordedCalls();
  const deployer = actionsIn(serverlessRights(anywhere));
  const called = calls
    .filter(({ program, command }) => program === 'serverless' && command !== 'invoke')
    .flatMap(actionOf);
  const all = Object.entries(operatorRights(anywhere));
  const byOperator = calls.filter(({ program }) => program === 'main');
  const beyond = [
    ...called.filter((action) => !deployer.has(action)).map((action) => `serverless: ${action}`),
    ...byOperator.flatMap((call) => {
      const allowed = actionsIn(
        all.filter(([name]) => name.split(' ')[0] === call.command).flatMap(([, statements]) => statements),
      );
      return actionOf(call)
        .filter((action) => !allowed.has(action))
        .map((action) => `labelwire ${call.command}: ${action}`);
    }),
  ];
  assert.deepEqual([...new Set(beyond)], [], 'Calls that no policy allows.');
  const used = new Set(called);
  const unused = [...deployer].filter((action) => !used.has(action) && !withoutRequest.has(action));
  assert.deepEqual(unused, [], 'Rights of serverless that no call needs.');
  assert(byOperator.length > 0, 'No command of labelwire was recorded.');
  return `${used.size} actions of serverless, ${new Set(byOperator.flatMap(actionOf)).size} of labelwire`;
}
