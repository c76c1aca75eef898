import { type Command, Option } from 'commander';
import { accessPlatform } from '../../access/access-platform.ts';
import { accessClients } from '../../access/clients.ts';
import { asCloudFormation } from '../../access/cloudformation.ts';
import { planAccess, planOffline } from '../../access/plan.ts';
import { type AccessOptions, accessCommand, requestOf } from './options.ts';
import { changesText, offlineText, planJson, requestText, reserveText } from './plan-text.ts';

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
    .option('--offline', 'without looking at the account')
    .option('--json', 'one JSON object, for programs')
    .addOption(new Option('--cloudformation', 'the role as a template of CloudFormation').conflicts('json'))
    .addHelpText(
      'after',
      `
Examples:
  labelwire access plan --platform labelbox --reserve
  labelwire access plan --platform labelbox --bucket images --prefix train/ --external-id 4f… --platform-account 123456789012
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
      : reserveText(platform, options.rolePath);
    return void console.log(text);
  }
  const request = await requestOf(options, command);
  const { offline, json, cloudformation } = options;
  const accessPlan = offline ? planOffline(request) : await planAccess(request, accessClients());
  if (json || cloudformation)
    return void console.log(JSON.stringify((json ? planJson : asCloudFormation)(accessPlan), null, 2));
  console.log(`${requestText(request)}\n\n${offline ? offlineText(accessPlan) : changesText(accessPlan)}`);
}
