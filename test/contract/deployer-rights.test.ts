import { expect, it } from 'vitest';
import { merged } from '../../cli/rights/operator-rights.ts';
import { deployerRights, handlerPermissions } from '../../deploy/deployer-rights.ts';
import { resourceRights } from '../../deploy/resource-rights.ts';

const statements = deployerRights({
  partition: 'aws',
  region: 'eu-central-1',
  account: '111122223333',
  stage: 'prod',
  bucket: 'labels',
  bucketPrefix: '',
});
const granted = new Set(statements.flatMap(({ Action }) => Action));
const sidOf = new Set(statements.map(({ Sid }) => Sid));

it('whoever deploys may do all that CloudFormation needs, but for what is left out with a reason', () => {
  for (const [type, { unset = {}, elsewhere = {} }] of Object.entries(resourceRights)) {
    const spared = new Set([...Object.values(unset).flat(), ...Object.keys(elsewhere)]);
    const needed = handlerPermissions[type] ?? [];
    expect(needed.length, type).toBeGreaterThan(0);
    expect(
      needed.filter((action) => !spared.has(action) && !granted.has(action)),
      type,
    ).toEqual([]);
    expect(
      [...spared].filter((action) => !needed.includes(action)),
      type,
    ).toEqual([]);
    for (const [action, where] of Object.entries(elsewhere))
      expect(where.endsWith('.') || (sidOf.has(where) && granted.has(action)), `${type}: ${action}`).toBe(true);
  }
});

it('knows the permissions of no type that the stack does not have', () => {
  expect(Object.keys(handlerPermissions).toSorted()).toEqual(Object.keys(resourceRights).toSorted());
});

it('whoever deploys may do nothing by a wildcard of actions, and reads no secret', () => {
  expect([...granted].filter((action) => action.includes('*'))).toEqual([]);
  expect([...granted]).not.toContain('secretsmanager:GetSecretValue');
});

it('the policy of whoever deploys is short enough for a role', () => {
  const policy = JSON.stringify({ Version: '2012-10-17', Statement: merged(statements) });
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
  expect(policy.replaceAll(/\s/g, '').length).toBeLessThan(10_240);
});
