import { Command } from 'commander';
import configuration from '../../labelwire.config.ts';
import { checkConfiguration } from '../../lib/configuration/check-configuration.ts';
import { type PlatformId, platforms } from '../../lib/platforms/platforms.ts';
import { localEnvironmentFile, type Where, whereOptions } from '../deployment.ts';
import { awsChecks, credentialsCheck } from '../doctor/aws-checks.ts';
import { bucketChecks } from '../doctor/bucket-checks.ts';
import { type Check, findings } from '../doctor/check.ts';
import { platformChecks } from '../doctor/platform-checks.ts';
import { type Stack, stackOf } from '../stack.ts';

type Options = Where & { readonly project?: readonly string[]; readonly platform?: string; readonly json?: boolean };

export function doctor(): Command {
  const command = new Command('doctor')
    .description('look whether everything a deployment needs is there and works, one line a check')
    .option('--platform <id>', 'only this platform’s secrets, credential and webhook (and all of AWS)')
    .option('--project <id...>', 'projects of that platform that must be visible, besides those in the routes')
    .option('--json', 'one JSON object a line, for programs: check, ok, told');
  for (const option of whereOptions()) command.addOption(option);
  return command
    .addHelpText(
      'after',
      `
It looks with your AWS credentials, not with the functions' roles. It writes one object under staging/ and deletes it.
Exit code 1 when anything is wrong.

Examples:
  labelwire doctor --stage prod
  labelwire doctor --stage prod --platform labelbox --project cm3…
  labelwire doctor --local --json | jq 'select(.ok | not)'`,
    )
    .action(examine);
}

async function examine({ json = false, ...options }: Options, command: Command): Promise<void> {
  const chosen = chosenPlatforms(options.platform, command);
  if (options.project && chosen.length !== 1) command.error('error: --project needs --platform <id>.');
  let wrong = 0;
  let all = 0;
  for await (const { check, ok, told } of findings(checksOf(options, chosen))) {
    all += 1;
    if (!ok) wrong += 1;
    console.log(json ? JSON.stringify({ check, ok, told }) : `${ok ? '✓' : '✗'} ${check.padEnd(30)} ${told}`);
  }
  if (wrong > 0) throw new Error(`${wrong} of ${all} checks failed.`);
}

function chosenPlatforms(platform: string | undefined, command: Command): readonly PlatformId[] {
  const configured = Object.keys(configuration.platforms) as PlatformId[];
  const chosen = configured.filter((id) => platform === undefined || id === platform);
  if (chosen.length === 0)
    command.error(`error: ${platform} is not in labelwire.config.ts, which names ${configured.join(', ')}.`);
  return chosen;
}

/** What hangs on the stack is looked at only where the stack was found. */
function* checksOf(options: Options, chosen: readonly PlatformId[]): Generator<Check> {
  yield { name: 'labelwire.config.ts', look: lookAtConfiguration };
  if (!options.local) yield credentialsCheck;
  let stack: Stack | undefined;
  yield {
    name: options.local ? localEnvironmentFile : `stack labelwire-${options.stage}`,
    async look() {
      stack = await stackOf(options);
      return `webhooks at ${stack.webhookUrl}`;
    },
  };
  if (!stack) return;
  yield* awsChecks(stack);
  yield* bucketChecks(stack);
  for (const id of chosen) yield* platformChecks(platforms[id], stack, options.project ?? []);
}

async function lookAtConfiguration(): Promise<string> {
  checkConfiguration(configuration);
  const { routes } = configuration;
  return `${routes.length} route${routes.length === 1 ? '' : 's'}`;
}
