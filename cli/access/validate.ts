import { type Command, InvalidArgumentError } from 'commander';
import { accessClients } from '../../access/clients.ts';
import { listIntegrations, validateIntegration } from '../../access/labelbox-integrations.ts';
import { type AccessRequest, platformOf } from '../../access/request.ts';
import type { PlatformFacts } from '../../access/validate/facts.ts';
import type { Finding, Outcome } from '../../access/validate/finding.ts';
import { gather } from '../../access/validate/gather.ts';
import { judge } from '../../access/validate/judge.ts';
import { givenSecret } from '../connect/answers.ts';
import { labelboxApi } from './integration.ts';
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
    .description('check everything between the platform and the objects, one line a check, each with its mend')
    .option('--sample <n>', 'how many objects of each bucket are looked at', countOf, 20)
    .option('--url <address...>', 'addresses as they stand in data rows, to be checked, too')
    .option('--no-assume', 'do not try sts:AssumeRole with your own credentials')
    .option('--api-key-file <file>', 'the platform’s API key; - for standard input (or LABELWIRE_API_KEY)')
    .option('--integration <name>', 'the integration on the platform (default: the role’s name)')
    .option('--json', 'one JSON object a line, for programs: check, outcome, told, mend')
    .addHelpText(
      'after',
      `
It changes nothing. ✓ right, ✗ wrong, ! worth knowing, ? could not be looked at: do not rely on it. What only the
platform's own account could try (to assume the role with the external ID) is judged by evaluating the policies; signed
URLs are signed with your credentials. Exit code 1 when anything is wrong.

Examples:
  labelwire access validate --platform labelbox --bucket images --external-id 4f… --platform-account 123456789012
  labelwire access validate … --json | jq 'select(.outcome == "fail")'`,
    )
    .action(validate);
}

function countOf(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= mostObjects) return count;
  throw new InvalidArgumentError(`It must be a whole number from 1 to ${mostObjects}.`);
}

async function validate(options: Options, command: Command): Promise<void> {
  const request = requestOf(options, command);
  const facts = await gather({
    request,
    clients: accessClients(),
    sample: options.sample,
    urls: options.url ?? [],
    tryAssume: options.assume,
    platform: () => platformFacts(request, options),
    fetch,
    now: new Date(),
    tell: (about) => process.stderr.isTTY && process.stderr.write(`looking at ${about} …\n`),
  });
  const findings = judge(facts);
  const width = Math.max(...findings.map(({ check }) => check.length));
  for (const finding of findings) console.log(options.json ? JSON.stringify(finding) : findingText(finding, width));
  const count = (outcome: Outcome) => findings.filter((one) => one.outcome === outcome).length;
  if (!options.json)
    console.log(`\n${count('pass')} right, ${count('fail')} wrong, ${count('unjudged')} not to be judged from here.`);
  if (count('fail') > 0) throw new Error(`${count('fail')} of ${findings.length} checks failed.`);
}

const signs: Record<Outcome, string> = { pass: '✓', fail: '✗', hint: '!', unjudged: '?' };

const findingText = ({ check, outcome, told, mend }: Finding, width: number): string =>
  `${signs[outcome]} ${check.padEnd(width)} ${told}${mend ? `\n  → ${mend}` : ''}`;

async function platformFacts(request: AccessRequest, options: Options): Promise<PlatformFacts> {
  const { title } = platformOf(request);
  if (request.platform !== 'labelbox')
    throw new Error(`${title} has no API for this that is known: press its own test button.`);
  const apiKey = givenSecret(options.apiKeyFile, 'LABELWIRE_API_KEY');
  if (apiKey === undefined) throw new Error('no API key: --api-key-file <file>, or LABELWIRE_API_KEY.');
  const name = options.integration ?? request.roleName;
  const api = labelboxApi(apiKey);
  const found = (await listIntegrations(api)).find((one) => one.name === name);
  if (!found) return undefined;
  const validation = await validateIntegration(api, found.id);
  return { name, roleArn: found.settings?.roleArn ?? '', validation };
}
