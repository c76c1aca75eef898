import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { newFolder } from '../../../local/new-folder.ts';
import type { Finding } from './judge.ts';
import { jsonOf } from './python-tool.ts';
import type { Scanner } from './scanner.ts';
import { type RegionalTemplates, type Templates, withNewResources } from './template-variants.ts';

const CfnLint = z.array(
  z.object({
    Filename: z.string(),
    Message: z.string(),
    Rule: z.object({ Id: z.string() }),
    Location: z.object({ Path: z.nullable(z.array(z.union([z.string(), z.number()]))) }),
  }),
);

/** Faults and warnings in these regions, with the rules for serverless services on top. */
function lint(programs: string, { regions, templates }: RegionalTemplates): Finding[] {
  // Its exit status is a sum of 2 (errors), 4 (warnings) and 8 (information).
  const ends = [0, 2, 4, 6, 8, 10, 12, 14];
  const rules = ['--append-rules', 'cfn_lint_serverless.rules', '--format', 'json'];
  const parameters = [...rules, '--regions', ...regions, '--template'];
  const found = inFolder(inPartitionAws(templates), (folder, files) =>
    CfnLint.parse(jsonOf(join(programs, 'cfn-lint'), [...parameters, ...files], folder, ends)),
  );
  return found.map(({ Filename, Message, Rule, Location }) => ({
    rule: Rule.Id,
    where: `${Location.Path?.slice(0, 2).join('.').replace('Resources.', '') ?? 'template'} (${nameOf(Filename)})`,
    message: Message,
  }));
}

/** It reads the state machines before CloudFormation fills in their placeholders, and knows ARNs of this partition only. */
const inPartitionAws = (templates: Templates): Templates =>
  JSON.parse(JSON.stringify(templates).replaceAll(`\${Partition}`, 'aws'));

const Checkov = z.object({
  summary: z.object({
    passed: z.number(),
    failed: z.number(),
    skipped: z.number(),
    parsing_errors: z.number(),
    resource_count: z.number(),
  }),
  results: z.object({
    failed_checks: z.array(
      z.object({ check_id: z.string(), check_name: z.string(), resource: z.string(), file_path: z.string() }),
    ),
  }),
});

function check(programs: string, templates: Templates) {
  const always = ['--framework', 'cloudformation', '--output', 'json', '--quiet', '--compact'];
  const offline = ['--skip-download', '--skip-results-upload'];
  const { summary, results } = inFolder(templates, (folder, files) => {
    const parameters = [...always, ...offline, ...files.flatMap((file) => ['--file', file])];
    return Checkov.parse(jsonOf(join(programs, 'checkov'), parameters, folder, [0, 1]));
  });
  if (summary.parsing_errors > 0) throw new Error(`checkov could not read ${summary.parsing_errors} templates.`);
  return {
    checks: summary.passed + summary.failed,
    findings: results.failed_checks.map(({ check_id, check_name, resource, file_path }) => ({
      rule: check_id,
      where: `${resource.replace(/^.*\./, '')} (${nameOf(file_path)})`,
      message: check_name,
    })),
  };
}

const nameOf = (file: string) => file.replace(/^.*\//, '').replace(/\.json$/, '');

function inFolder<Result>(templates: Templates, work: (folder: string, files: string[]) => Result): Result {
  const folder = newFolder();
  const files = Object.entries(templates).map(([name, template]) => {
    writeFileSync(join(folder, `${name}.json`), JSON.stringify(template, null, 2));
    return `${name}.json`;
  });
  return work(folder, files);
}

/** A template may carry orders to the scanners to look away, without a reason and without anyone's review. */
export const hushed = (templates: Templates): Finding[] =>
  Object.entries(templates).flatMap(([template, { Resources }]) =>
    Object.entries(Resources)
      .filter(([, { Metadata = {} }]) => 'cfn-lint' in Metadata || 'checkov' in Metadata)
      .map(([name]) => ({
        rule: 'suppressed-in-template',
        where: `${name} (${template})`,
        message: 'Its Metadata tells a scanner to look away: write the reason in reviewed.ts instead.',
      })),
  );

const resourcesOf = (templates: Templates) =>
  Object.values(templates).reduce((sum, { Resources }) => sum + Object.keys(Resources).length, 0);

const planted = (Type: string, Properties: Record<string, unknown>): Templates => ({
  planted: { Resources: { Planted: { Type, Properties } }, Outputs: {} },
});
const anywhere = (templates: Templates): RegionalTemplates => ({ regions: ['us-east-1'], templates });
const missingNames = planted('AWS::SQS::Queue', {
  RedrivePolicy: { deadLetterTargetArn: { 'Fn::GetAtt': ['No', 'Arn'] } },
});
const withoutRedrive = planted('AWS::SQS::Queue', { QueueName: 'planted' });
const functionUrl = planted('AWS::Lambda::Url', { AuthType: 'NONE', TargetFunctionArn: 'planted' });
const publicBucket = planted('AWS::S3::Bucket', { AccessControl: 'PublicRead' });

export const cfnLint = (programs: string, variants: readonly RegionalTemplates[]): Scanner => ({
  name: 'cfn-lint',
  scan: () => {
    const templates = allOf(variants);
    const regions = new Set(variants.flatMap((each) => each.regions));
    return {
      looked: resourcesOf(templates),
      at: `resources of ${Object.keys(templates).length} templates, for ${regions.size} regions`,
      findings: [...variants.flatMap((each) => lint(programs, each)), ...hushed(templates)],
    };
  },
  planted: [
    { rule: 'E1010', find: () => lint(programs, anywhere(missingNames)) },
    { rule: 'ES6000', find: () => lint(programs, anywhere(withoutRedrive)) }, // one of the rules for serverless services
    { rule: 'E3006', find: () => lint(programs, { regions: ['us-gov-west-1'], templates: functionUrl }) },
  ],
});

/** It knows no regions and takes long: it looks at the variants that bring something new. */
export const checkov = (programs: string, variants: readonly RegionalTemplates[]): Scanner => ({
  name: 'checkov',
  scan: () => {
    const templates = withNewResources(allOf(variants));
    const { checks, findings } = check(programs, templates);
    return { looked: checks, at: `checks of ${Object.keys(templates).length} templates`, findings };
  },
  planted: [{ rule: 'CKV_AWS_20', find: () => check(programs, publicBucket).findings }],
});

const allOf = (variants: readonly RegionalTemplates[]): Templates =>
  Object.assign({}, ...variants.map(({ templates }) => templates));
