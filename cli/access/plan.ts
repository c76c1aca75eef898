import { type Command, Option } from 'commander';
import { accessClients } from '../../access/clients.ts';
import { asCloudFormation } from '../../access/cloudformation.ts';
import { type AccessPlan, planAccess, planOffline } from '../../access/plan.ts';
import { asTerraform } from '../../access/terraform.ts';
import { type AccessOptions, accessCommand, requestOf } from './options.ts';
import { changesText, offlineText, planJson, requestText, reserveText } from './plan-text.ts';

type Options = AccessOptions & {
  readonly reserve?: boolean;
  readonly offline?: boolean;
  readonly json?: boolean;
  readonly cloudformation?: boolean;
  readonly terraform?: boolean;
};

export function planCommand(): Command {
  const formats = ['json', 'cloudformation', 'terraform'];
  const format = (name: string, told: string) =>
    new Option(`--${name}`, told).conflicts(formats.filter((other) => other !== name));
  return accessCommand('plan')
    .description('say what is needed, and what of it is not in the account yet; changes nothing')
    .option('--reserve', 'the first step for those who have no external ID yet')
    .option('--offline', 'without a look at the account')
    .addOption(format('json', 'for programs'))
    .addOption(format('cloudformation', 'the role as a template of CloudFormation'))
    .addOption(format('terraform', 'role and CORS rules as Terraform’s JSON (.tf.json)'))
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
  if (options.reserve) return void console.log(reserveText(options.platform));
  const request = requestOf(options, command);
  const made = options.offline ? planOffline(request) : await planAccess(request, accessClients());
  const written = documentOf(options)?.(made);
  if (written !== undefined) return void console.log(JSON.stringify(written, null, 2));
  console.log(`${requestText(request)}\n\n${options.offline ? offlineText(made) : changesText(made)}`);
}

function documentOf({ json, cloudformation, terraform }: Options): ((plan: AccessPlan) => unknown) | undefined {
  if (cloudformation) return asCloudFormation;
  if (terraform) return asTerraform;
  return json ? planJson : undefined;
}
