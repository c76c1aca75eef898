import type { Command } from 'commander';
import { runSteps, stepsOf } from '../../access/apply.ts';
import { accessClients } from '../../access/clients.ts';
import { type Difference, planAccess, roleArn } from '../../access/plan.ts';
import type { AccessRequest } from '../../access/request.ts';
import type { Step } from '../../access/step.ts';
import { askYes, givenSecret, isInteractive } from '../connect/answers.ts';
import { completeIntegration, pasteText } from './integration.ts';
import { type AccessOptions, accessCommand, requestOf } from './options.ts';
import { type Output, outputOf } from './output.ts';
import { changesOf, changesText, planJson, requestText } from './plan-text.ts';

type Options = AccessOptions & {
  readonly yes?: boolean;
  readonly replaceTrust?: boolean;
  readonly corsOnly?: boolean;
  readonly apiKeyFile?: string;
  readonly integration?: string;
  readonly json?: boolean;
};

export function applyCommand(): Command {
  return accessCommand('apply')
    .description('create the role and the CORS rules, then the integration on the platform; asks first')
    .option('--yes', 'do not ask before changing anything')
    .option('--replace-trust', 'with --yes: also where the role exists and trusts somebody else')
    .option('--cors-only', 'only the CORS rules: the role is not made here (with --stage that is known)')
    .option('--api-key-file <file>', 'the platform’s API key; - for standard input (or LABELWIRE_API_KEY)')
    .option('--integration <name>', 'the integration on the platform (default: the role’s name)')
    .option(
      '--json',
      'one JSON object a line, for programs: the plan as of access plan, then step, outcome; asks nothing',
    )
    .addHelpText(
      'after',
      `
It can be run again at any time: it creates only what is missing. When a step fails, the changes of this run are undone.
Without an API key it says what to paste where. Exit code 1 when a step failed or the platform does not accept the
integration.

Examples:
  labelwire access apply --platform labelbox --bucket images --external-id 4f… --platform-account 123456789012
  labelwire access apply --platform labelbox --stage prod
  LABELWIRE_API_KEY=… labelwire access apply … --yes`,
    )
    .action(apply);
}

async function apply(options: Options, command: Command): Promise<void> {
  const { yes = false } = options;
  if (!yes && (options.json || !isInteractive()))
    command.error('error: Nobody can be asked (--json, or no interactive terminal): add --yes, or use plan.');
  const output = outputOf(options);
  const asked = await requestOf(options, command);
  const { request } = asked;
  const clients = accessClients();
  const plan = await planAccess(request, clients);
  const wanted = changesOf(plan, asked.isStackRole);
  const changes = wanted.filter(({ kind }) => !options.corsOnly || kind === 'cors');
  if (options.json) console.log(JSON.stringify(planJson(plan, wanted)));
  output.print(`${requestText(asked)}\n\n${changesText(plan, changes)}\n`);
  if (changes.length > 0) {
    if (!(await consent(request, changes, options))) return output.print('Nothing was changed.');
    await run(stepsOf(changes, request, clients), output);
  }
  if (options.corsOnly) return;
  const apiKey = givenSecret(options.apiKeyFile, 'LABELWIRE_API_KEY');
  const arn = roleArn(plan);
  const { integrations } = request.platform;
  if (apiKey === undefined || !integrations) return output.print(pasteText(request, arn));
  const name = options.integration ?? request.roleName;
  const ask = yes ? async () => true : askYes;
  await completeIntegration({ request, integrations, arn, apiKey, name, ask, output });
}

/** A role that trusts somebody else may be in use elsewhere: --yes alone does not overwrite it. */
async function consent(
  { roleName }: AccessRequest,
  changes: readonly Difference[],
  { yes, replaceTrust }: Options,
): Promise<boolean> {
  const changesTrust = changes.some(({ kind, before }) => kind === 'trust' && before !== undefined);
  if (changesTrust && yes && !replaceTrust) {
    throw new Error(
      `The role ${roleName} exists with another trust policy (see the diff). Nothing was changed. Add --replace-trust if you may change it, or choose another name: --role-name <name>.`,
    );
  }
  if (yes) return true;
  const question = changesTrust
    ? `The role ${roleName} exists and trusts somebody else. Overwrite its trust policy, and do the rest?`
    : 'Do this?';
  return askYes(question);
}

async function run(steps: readonly Step[], output: Output): Promise<void> {
  for await (const { title, outcome } of runSteps(steps)) output.step(title, outcome, `${signs[outcome]} ${title}`);
}
const signs = { done: '✓', failed: '✗ failed:', undone: '↩ undone:', left: '✗ could not be undone, do it by hand:' };
