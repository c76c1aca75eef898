import { type Command, Option } from 'commander';
import { accessPlatform } from '../../access/access-platform.ts';
import { accessClients } from '../../access/clients.ts';
import { asCloudFormation } from '../../access/cloudformation.ts';
import { planAccess, planOffline } from '../../access/plan.ts';
import { type AccessOptions, accessCommand, deployedFor, requestOf } from './options.ts';
import { changesOf, changesText, offlineText, planJson, requestText, reserveText } from './plan-text.ts';

type Options = AccessOptions & {
  readonly reserve?: boolean;
  readonly offline?: boolean;
  readonly json?: boolean;
  readonly cloudformation?: boolean;
};

export function planCommand(): Command {
  return accessCommand('plan')
    .description('show what is needed, and what of it the account does not have yet; changes nothing')
    .option('--reserve', 'the first step without an external ID')
    .addOption(new Option('--offline', 'without looking at the account').conflicts('stage'))
    .option('--json', 'one JSON object, for programs')
    .addOption(new Option('--cloudformation', 'the role as a template of CloudFormation').conflicts('json'))
    .addHelpText(
      'after',
      `
Examples:
  labelwire access plan --platform labelbox --reserve
  labelwire access plan --platform labelbox --bucket images --prefix train/ --external-id 4f… --platform-account 123456789012
  labelwire access plan --platform labelbox --stage prod
  labelwire access plan … --offline --cloudformation > role.json`,
    )
    .action(plan);
}

async function plan(options: Options, command: Command): Promise<void> {
  if (options.reserve) {
    const platform = await accessPlatform(options.platform);
    const { id, title, where, placeholderArn = null } = platform;
    const text = options.json
      ? JSON.stringify({ platform: id, title, where, placeholderArn })
      : reserveText(platform, options.rolePath ?? (await deployedFor(options)).rolePath);
    return void console.log(text);
  }
  const asked = await requestOf(options, command);
  const { offline, json, cloudformation } = options;
  const accessPlan = offline ? planOffline(asked.request) : await planAccess(asked.request, accessClients());
  const changes = offline ? undefined : changesOf(accessPlan, asked.isStackRole);
  if (json || cloudformation)
    return void console.log(
      JSON.stringify(json ? planJson(accessPlan, changes) : asCloudFormation(accessPlan), null, 2),
    );
  console.log(`${requestText(asked)}\n\n${changes ? changesText(accessPlan, changes) : offlineText(accessPlan)}`);
}
