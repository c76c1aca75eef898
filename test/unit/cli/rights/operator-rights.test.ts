import type { Command } from 'commander';
import { expect, it } from 'vitest';
import { commandLine } from '../../../../cli/command-line.ts';
import { merged, operatorRights } from '../../../../cli/rights/operator-rights.ts';
import { allow } from '../../../../cli/rights/place.ts';

const place = {
  partition: 'aws-us-gov',
  region: 'us-gov-west-1',
  account: '111122223333',
  stage: 'prod',
  bucket: 'labels-of-ours',
  bucketPrefix: 'team-a/',
};

/** `release list` and so on, with all that they load. */
async function commandsOfStage(): Promise<string[]> {
  const program = await commandLine('all');
  const leaves = (command: Command, path: string): [string, Command][] =>
    command.commands.length === 0
      ? [[path, command]]
      : command.commands.flatMap((inner) => leaves(inner, `${path} ${inner.name()}`.trim()));
  const all = leaves(program, '');
  const ofStage = all.filter(([, { options }]) => options.some(({ long }) => long === '--stage'));
  // Two ask IAM and buckets of images, which are no deployment's (docs/datasets.md); the third only writes files.
  const asksNoDeployment = /^(access |dataset |init$)/;
  return [...new Set(ofStage.map(([path]) => path))].filter((path) => !asksNoDeployment.test(path)).toSorted();
}

it('every command that is about a stage has its rights, and no other', async () => {
  expect(Object.keys(operatorRights(place)).toSorted()).toEqual(await commandsOfStage());
});

it('the rights are those on one deployment, in its partition and below its prefix', () => {
  const unbound = Object.values(operatorRights(place))
    .flat()
    .filter(({ Resource }) => Resource === '*')
    .flatMap(({ Action }) => Action);
  // These actions know no resources: https://docs.aws.amazon.com/service-authorization/latest/reference/
  expect([...new Set(unbound)].toSorted()).toEqual([
    'cloudwatch:DescribeAlarms',
    'cloudwatch:GetMetricData',
    'cloudwatch:GetMetricStatistics',
    'lambda:GetAccountSettings',
    'lambda:ListEventSourceMappings',
  ]);
  for (const { Resource } of Object.values(operatorRights(place)).flat())
    for (const arn of [Resource].flat().filter((each) => each !== '*')) {
      expect(arn).toMatch(/^arn:aws-us-gov:/);
      expect(arn).toMatch(/labelwire[-/]prod|:::labels-of-ours($|\/team-a\/[a-z])/);
    }
});

it('several commands make one policy, whose statements have names of their own', () => {
  const one = allow('Read', ['s3:GetObject'], 'a');
  expect(merged([one, allow('Read', ['s3:GetObject'], 'b'), allow('Other', ['s3:PutObject'], 'a')])).toEqual([
    { ...one, Action: ['s3:GetObject', 's3:PutObject'] },
    { ...one, Sid: 'Read2', Resource: 'b' },
  ]);
});
