import { Command } from 'commander';
import type { Configuration } from '../../lib/configuration/configuration.ts';
import { connectionsOf } from '../../lib/configuration/connections.ts';
import { connectionNamed, connectionOption } from '../connection.ts';
import { localEnvironmentFile, type Where, whereOptions } from '../deployment.ts';
import { type Check, findings } from '../doctor/check.ts';
import { loadConfiguration } from '../load-configuration.ts';
import { type Stack, stackOf } from '../stack.ts';
import { terminalWidth, wrapped } from '../terminal.ts';

type Options = Where & { readonly project?: readonly string[]; readonly platform?: string; readonly json?: boolean };

export function doctor(): Command {
  const command = new Command('doctor')
    .addOption(connectionOption('only this connection’s secrets, credential and webhook (and all of AWS)'))
    .option('--project <id...>', 'projects of that connection that must be visible, besides those in the routes')
    .option('--json', 'one JSON object a line, for programs: check, ok, message');
  for (const option of whereOptions()) command.addOption(option);
  return command
    .addHelpText(
      'after',
      `
It looks with your AWS credentials, not with the functions' roles, whose rights it lets IAM simulate where you may. It writes
one object under staging/ and deletes it, and owner.json, which says whose labels these are, where that is missing.
Exit code 1 when anything is wrong.

Examples:
  labelwire doctor --stage prod
  labelwire doctor --stage prod --platform labelbox --project cm3…
  labelwire doctor --local --json | jq 'select(.ok | not)'`,
    )
    .action(examine);
}

const checkWidth = 30;

async function examine({ json = false, ...options }: Options, command: Command): Promise<void> {
  if (options.project && options.platform === undefined)
    command.error('error: --project needs --platform <connection>.');
  let wrong = 0;
  let all = 0;
  for await (const { check, ok, message } of findings(checksOf(options, command))) {
    all += 1;
    if (!ok) wrong += 1;
    const text = `${ok ? '✓' : '✗'} ${check.padEnd(checkWidth)} ${wrapped(message, checkWidth + 3, terminalWidth())}`;
    console.log(json ? JSON.stringify({ check, ok, message }) : text);
  }
  if (wrong > 0) throw new Error(`${wrong} of ${all} checks failed.`);
}

/** What depends on the configuration or the stack is looked at only where that was found, and its code loaded only then. */
async function* checksOf({ platform, project = [], ...where }: Options, command: Command): AsyncGenerator<Check> {
  let configuration: Configuration | undefined;
  yield {
    name: 'labelwire.config.ts',
    async look() {
      configuration = await loadConfiguration();
      const { length } = configuration.routes;
      return `${length} route${length === 1 ? '' : 's'}`;
    },
  };
  if (configuration && platform !== undefined) connectionNamed(platform, connectionsOf(configuration), command);
  if (!where.local) {
    const { credentialsCheck } = await import('../doctor/credentials-check.ts');
    let caller: string | undefined;
    yield { ...credentialsCheck, look: async () => (caller = await credentialsCheck.look()) };
    // The others would fail for the same reason.
    if (caller === undefined) return;
  }
  let stack: Stack | undefined;
  yield {
    name: where.local ? localEnvironmentFile : `stack labelwire-${where.stage}`,
    async look() {
      stack = await stackOf(where);
      return `webhooks at ${stack.webhookUrl}`;
    },
  };
  if (!stack) return;
  const { stackChecks } = await import('../doctor/stack-checks.ts');
  yield* stackChecks(stack, where, { configuration, platform, projects: project });
}
