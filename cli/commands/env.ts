import { Command, Option } from 'commander';
import { given } from '../../lib/contracts/given.ts';
import { shellWord } from '../../lib/contracts/shell-word.ts';
import { chosenRegion } from '../aws-choice.ts';
import { localEnvironment, type Where, whereOptions, whereText } from '../deployment.ts';
import { stackOf, variablesOf } from '../stack.ts';

/** For programs that know nothing of Labelwire: how they reach the bucket and the queues of a deployment. */
export function env(): Command {
  const command = new Command('env');
  for (const option of whereOptions()) command.addOption(option);
  return command
    .addOption(new Option('--json', 'one JSON object of name and value, for programs'))
    .addHelpText(
      'after',
      `
Lines for a shell, which the AWS CLI and the AWS SDKs understand. Use a shell of its own, as below: the variables hold for
each later command in it, too.

Examples:
  (eval "$(npx labelwire env --local)"; aws s3 ls --recursive "s3://$BUCKET/")
  (eval "$(npx labelwire env --stage prod)"; aws s3 sync "s3://$BUCKET/\${BUCKET_PREFIX}exports/coco/" coco)`,
    )
    .action(printEnvironment);
}

async function printEnvironment(options: Where & { readonly json?: boolean }): Promise<void> {
  const found: Record<string, string> = options.local ? localEnvironment() : await deployedEnvironment(options);
  // What of AWS is written in Python knows the region by another name.
  const variables = given({ ...found, AWS_DEFAULT_REGION: found.AWS_REGION }) as Record<string, string>;
  if (options.json) return console.log(JSON.stringify(variables));
  console.log(`# npx labelwire env${whereText(options)}`);
  for (const [name, value] of Object.entries(variables)) console.log(`export ${name}=${shellWord(value)}`);
}

async function deployedEnvironment(options: Where): Promise<Record<string, string>> {
  const { profile } = options;
  return {
    ...variablesOf(await stackOf(options)),
    AWS_REGION: chosenRegion(),
    ...(profile === undefined ? {} : { AWS_PROFILE: profile }),
  };
}
