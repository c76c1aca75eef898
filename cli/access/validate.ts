import { type Command, InvalidArgumentError } from 'commander';
import { accessClients } from '../../access/clients.ts';
import { gather } from '../../access/validate/gather.ts';
import { judge } from '../../access/validate/judge.ts';
import type { Outcome } from '../../lib/platforms/access.ts';
import { givenSecret } from '../connect/answers.ts';
import { findingText } from './finding-text.ts';
import { integrationFacts } from './integration.ts';
import { type AccessOptions, accessCommand, requestOf } from './options.ts';

type Options = AccessOptions & {
  readonly sample: number;
  readonly url?: readonly string[];
  readonly assume: boolean;
  readonly apiKeyFile?: string;
  readonly integration?: string;
  readonly json?: boolean;
};

const mostObjects = 1000; // a page of S3

export function validateCommand(): Command {
  return accessCommand('validate')
    .description('check everything between the platform and the objects, one line a check, each failure with its fix')
    .option('--sample <n>', 'how many objects of each bucket are looked at', countOf, 20)
    .option('--url <address...>', 'addresses of data rows, to check too')
    .option('--no-assume', 'do not try sts:AssumeRole with your own credentials')
    .option('--api-key-file <file>', 'the platform’s API key; - for standard input (or LABELWIRE_API_KEY)')
    .option('--integration <name>', 'the integration on the platform (default: the role’s name)')
    .option('--json', 'one JSON object a line, for programs: check, outcome, message, fix')
    .addHelpText(
      'after',
      `
It changes nothing. ✓ right, ✗ wrong, ! worth knowing, ? could not be looked at: do not rely on it. What only the
platform's own account can try (assuming the role with the external ID) is judged by evaluating the policies; signed
URLs are signed with your credentials. Exit code 1 when anything is wrong, and when nothing
could be looked at.

Examples:
  labelwire access validate --platform labelbox --bucket images --external-id 4f… --platform-account 123456789012
  labelwire access validate --platform labelbox --stage prod
  labelwire access validate … --json | jq 'select(.outcome == "fail")'`,
    )
    .action(validate);
}

function countOf(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= mostObjects) return count;
  throw new InvalidArgumentError(`--sample must be a whole number from 1 to ${mostObjects}.`);
}

async function validate(options: Options, command: Command): Promise<void> {
  const { request } = await requestOf(options, command);
  const apiKey = () => givenSecret(options.apiKeyFile, 'LABELWIRE_API_KEY');
  const facts = await gather({
    request,
    clients: accessClients(),
    sample: options.sample,
    urls: options.url ?? [],
    tryAssume: options.assume,
    platform: async () => integrationFacts(request.platform, options.integration ?? request.roleName, apiKey()),
    fetch,
    now: new Date(),
    onProgress: (subject) => process.stderr.isTTY && process.stderr.write(`looking at ${subject} …\n`),
  });
  const findings = judge(facts);
  const width = Math.max(...findings.map(({ check }) => check.length));
  for (const finding of findings) console.log(options.json ? JSON.stringify(finding) : findingText(finding, width));
  const count = (outcome: Outcome) => findings.filter((finding) => finding.outcome === outcome).length;
  if (!options.json)
    console.log(
      `\n${count('pass')} right, ${count('fail')} wrong, ${count('unjudged')} that cannot be judged from here.`,
    );
  if (count('fail') > 0) throw new Error(`${count('fail')} of ${findings.length} checks failed.`);
  if (count('pass') === 0)
    throw new Error(
      'Nothing could be checked, for the reasons above. Are there AWS credentials? Log in (aws sso login), set AWS_PROFILE, or add --profile <name>.',
    );
}
