import { join } from 'node:path';
import { merged, operatorRights } from '../cli/rights/operator-rights.ts';
import type { Place, Statement } from '../cli/rights/place.ts';
import { deployerRights } from '../deploy/deployer-rights.ts';

const folder = join(import.meta.dirname, 'policies');

/** What the policies have in the place of an account, a stage and a bucket. */
const anywhere: Place = {
  partition: 'aws',
  region: 'eu-central-1',
  account: '111122223333',
  stage: 'prod',
  bucket: 'labels-of-ours',
  bucketPrefix: '',
};

const commands = operatorRights(anywhere);

/** Who works with a deployment, and by which commands. */
const people: Readonly<Record<string, readonly string[]>> = {
  operator: Object.keys(commands),
  observer: [
    'status',
    'labels',
    'trace',
    'cat',
    'env',
    'dlq list',
    'dlq show',
    'release list',
    'release show',
    'preview',
  ],
  training: ['pull', 'release list', 'release show', 'release diff'],
};

const policy = (statements: readonly Statement[]) =>
  `${JSON.stringify({ Version: '2012-10-17', Statement: merged(statements) }, null, 2)}\n`;

const table = Object.entries(commands).map(([name, statements]) => {
  const actions = [...new Set(statements.flatMap(({ Action }) => Action))].sort().map((action) => `\`${action}\``);
  return `| \`${name}\` | ${actions.join(', ')} |`;
});

const page = `# Policies

Made from [cli/rights/operator-rights.ts](../../cli/rights/operator-rights.ts) and
[deploy/deployer-rights.ts](../../deploy/deployer-rights.ts) by \`npm run docs\`, for the stage \`prod\` in \`eu-central-1\` of the account
\`111122223333\` with the bucket \`labels-of-ours\`. Put yours in:

\`\`\`sh
sed -e s/111122223333/$ACCOUNT/g -e s/eu-central-1/$REGION/g -e s/labels-of-ours/$BUCKET/g -e 's/\\(labelwire[-/]\\)prod/\\1'$STAGE/g \\
  docs/policies/operator.json > operator.json
\`\`\`

With a \`bucketPrefix\`, put it in front of the folders of the bucket; with a \`rolePath\`, between \`role/\` and \`labelwire-\`; in GovCloud and China
\`arn:aws:\` is \`arn:aws-us-gov:\` and \`arn:aws-cn:\`.

| file | for | commands |
|---|---|---|
| [deployer.json](deployer.json) | whoever deploys, updates and removes the stack: a pipeline, with [a role of its own](../ci/README.md) | \`serverless deploy\`, \`info\`, \`remove\` |
| [operator.json](operator.json) | whoever runs it | all below |
| [observer.json](observer.json) | whoever looks at it, and changes nothing | ${(people.observer ?? []).map((name) => `\`${name}\``).join(', ')} |
| [training.json](training.json) | a training job | ${(people.training ?? []).map((name) => `\`${name}\``).join(', ')} |

Keys of your own add to these: with \`kmsKeyArn\` whoever reads objects needs \`kms:Decrypt\` on it, and whoever writes them
\`kms:GenerateDataKey\`, too; with \`queuesKmsKeyArn\` and \`secretsKmsKeyArn\` the same for the commands \`dlq\` and \`trace\`, and \`connect\` and \`doctor\`;
\`doctor\` needs \`kms:DescribeKey\` on each.

## The operator

A test runs each command and compares its calls with its line: a call beyond it fails, and so does a right that no call needs.
\`console\` does on its page what \`status\`, \`labels\`, \`trace\`, \`preview\`, \`dlq\` and \`release list\` do; give it those of an observer, and its buttons are refused.
\`dataset\` and \`access\` ask buckets of images and IAM, not a deployment (\`access --stage\` needs what \`env\` needs, too): [datasets.md](../datasets.md), [delegated-access.md](../delegated-access.md).

| command | actions |
|---|---|
${table.join('\n')}

## The deployer

Two parts in one policy. What \`serverless\` itself calls is compared with its calls by \`npm run conformance:aws\`, which deploys to an emulator. What
CloudFormation does in the deployer's name cannot be seen there: those are the actions that CloudFormation's own schemas name for each type of
resource ([deploy/handler-permissions.json](../../deploy/handler-permissions.json), which \`npm run policies\` makes from the copy in cfn-lint), without those for properties
that the template does not set ([deploy/resource-rights.ts](../../deploy/resource-rights.ts)): a test fails when it sets one.
What only reads a resource of the stack is all in. Nobody has deployed with this policy to AWS. It can make roles, so
whoever holds it can grant whatever a role of this name may: in an account that demands a permissions boundary, add the condition
\`"StringEquals": { "iam:PermissionsBoundary": "<permissionsBoundaryArn>" }\` to \`iam:CreateRole\`, \`iam:PutRolePolicy\` and
\`iam:PutRolePermissionsBoundary\`, and leave \`iam:DeleteRolePermissionsBoundary\` out.

Which resources the template holds depends on its parameters: with \`ingress: functionUrl\` the statement for \`apigateway\` can go, with your own
\`bucket\` what makes \`labelwire-prod-bucket-*\`.
`;

/** docs/policies: what is written there, by file. */
export const policyFiles = (): readonly (readonly [file: string, text: string])[] => [
  [join(folder, 'README.md'), page],
  [join(folder, 'deployer.json'), policy(deployerRights(anywhere))],
  ...Object.entries(people).map(
    ([name, list]) => [join(folder, `${name}.json`), policy(list.flatMap((each) => commands[each] ?? []))] as const,
  ),
];
