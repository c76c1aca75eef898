import { Argument, Command } from 'commander';
import type { Platform, Setup } from '../../lib/platforms/platform.ts';
import { type PlatformId, platforms } from '../../lib/platforms/platforms.ts';
import { askYes, isInteractive } from '../connect/answers.ts';
import { apiOf, settingsOf } from '../connect/api.ts';
import {
  askWebhookSecret,
  type Chosen,
  chooseCredential,
  chooseProjects,
  chooseWebhookSecret,
} from '../connect/choices.ts';
import { type SecretVault, secretVault } from '../connect/secrets.ts';
import { testDelivery } from '../connect/test-delivery.ts';
import { type Where, whereOptions } from '../deployment.ts';
import { type Stack, stackOf } from '../stack.ts';

type Options = Where & {
  readonly project?: readonly string[];
  readonly apiKeyFile?: string;
  readonly webhookSecretFile?: string;
  readonly rotateSecret?: boolean;
  readonly label?: string;
  readonly dataUnit?: string;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
};

export function connect(): Command {
  const command = new Command('connect')
    .description('join a labeling platform to the deployment: credential, webhook secret, webhook, and a test delivery')
    .addArgument(new Argument('<platform>', 'which one').choices(Object.keys(platforms)))
    .option('--project <id...>', 'the projects; else those in the routes of labelwire.config.ts')
    .option(
      '--api-key-file <file>',
      'the API’s credential; - for standard input (or LABELWIRE_API_KEY); else the stored one',
    )
    .option(
      '--webhook-secret-file <file>',
      'the webhook’s secret (or LABELWIRE_WEBHOOK_SECRET); else the stored one, or a new one',
    )
    .option('--rotate-secret', 'a new webhook secret; the one before stays valid until the next rotation')
    .option('--label <id>', 'test with this label: it is exported, as after any change of it')
    .option('--data-unit <id>', 'the data unit of that label (Labelbox needs it: the data row)')
    .option('--dry-run', 'check everything and say what would be done; change nothing')
    .option('--yes', 'do not ask before changing anything');
  for (const option of whereOptions()) command.addOption(option);
  return command
    .addHelpText(
      'after',
      `
May be called again at any time: it finds its webhook by the URL and brings it up to date. Without --label the test
delivery is of a kind that announces no label: the receiver verifies it, answers 200, and nothing else happens.
Secrets are never arguments. Exit code 1 when anything failed.

Examples:
  labelwire connect labelbox --project cm3… --stage prod
  labelwire connect label-studio --project 4 --api-key-file token.txt --yes --stage prod
  labelwire connect encord --project 6f2c… --api-key-file key.pem --webhook-secret-file secret.txt --yes
  labelwire connect labelbox --local --project cm3project0000000000harbr --yes`,
    )
    .action(connectPlatform);
}

async function connectPlatform(id: PlatformId, options: Options, command: Command): Promise<void> {
  const { yes = false, dryRun = false } = options;
  if (!yes && !dryRun && !isInteractive())
    command.error('error: There is nobody to be asked here. Add --yes, or --dry-run.');
  const platform = platforms[id];
  settingsOf(platform);
  const { default: setup } = await platform.setup();
  const stack = await stackOf(options);
  const projects = await chooseProjects(platform, options.project, command);
  if (options.label !== undefined && projects.length > 1)
    command.error('error: --label is of one project. Name that one with --project.');
  for (const project of projects) setup.delivery({ ...options, project }, '', new Date()); // before anything is changed
  const vault = secretVault(stack.secretsPrefix);
  const credential = await chooseCredential(platform, setup, options.apiKeyFile, vault);
  await check(platform, setup, credential.value, projects);
  const secret = await chooseWebhookSecret(platform, setup, options, vault);
  printPlan(platform, setup, { stack, projects, credential, secret });
  if (dryRun) return void console.log('Nothing was changed (--dry-run).');
  if (!yes && !(await askYes('Do this?'))) return void console.log('Nothing was changed.');
  const told = secret ?? (await askWebhookSecret(platform));
  await store(vault, `${id}/api`, credential);
  await store(vault, `${id}/webhook`, told);
  await register(platform, setup, { stack, projects, credential, secret: told });
  await test(platform, setup, stack, told.value, projects, options);
}

async function check(platform: Platform, setup: Setup, credential: string, projects: readonly string[]) {
  const api = apiOf(platform, credential);
  await setup.checkCredential(api);
  console.log(`✓ ${platform.title} takes the credential`);
  for (const project of projects) {
    await setup.checkProject(project, api);
    console.log(`✓ ${platform.title} shows the project ${project}`);
  }
}

type Plan = {
  readonly stack: Stack;
  readonly projects: readonly string[];
  readonly credential: Chosen;
  readonly secret: Chosen | undefined;
};

/** The project in the query tells the webhooks of several projects apart; where a person enters the URL, one does for all. */
const urlOf = ({ id }: Platform, { register: canRegister }: Setup, { webhookUrl }: Stack, project: string): string =>
  `${webhookUrl}/${id}${canRegister ? `?project=${encodeURIComponent(project)}` : ''}`;

function printPlan(platform: Platform, setup: Setup, { stack, projects, credential, secret }: Plan): void {
  const { secretsPrefix } = stack;
  console.log('\nTo do:');
  console.log(`  ${credential.isNew ? 'store' : 'keep '} ${secretsPrefix}/${platform.id}/api`);
  console.log(`  ${secret?.isNew === false ? 'keep ' : 'store'} ${secretsPrefix}/${platform.id}/webhook`);
  for (const project of projects) {
    const url = urlOf(platform, setup, stack, project);
    if (setup.register) console.log(`  make sure of the webhook of project ${project}: ${url}`);
    for (const [index, step] of setup.steps({ project, url }).entries()) console.log(`  ${index + 1}. ${step}`);
  }
  console.log('');
}

async function store(vault: SecretVault, name: string, { value, isNew }: Chosen): Promise<void> {
  if (isNew) await vault.put(name, value);
  console.log(`✓ secret ${name} ${isNew ? 'stored' : 'kept as it is'}`);
}

async function register(
  platform: Platform,
  setup: Setup,
  { stack, projects, credential, secret }: Plan & { readonly secret: Chosen },
): Promise<void> {
  const api = apiOf(platform, credential.value);
  for (const project of projects) {
    const url = urlOf(platform, setup, stack, project);
    const done = await setup.register?.({ project, url, secret: secret.value, isNewSecret: secret.isNew }, api);
    if (done) console.log(`✓ webhook of project ${project} ${done}: ${url}`);
  }
}

async function test(
  platform: Platform,
  setup: Setup,
  stack: Stack,
  secret: string,
  projects: readonly string[],
  { label, dataUnit }: Options,
): Promise<void> {
  let failed = 0;
  for (const project of projects) {
    const about = { project, label, dataUnit };
    const url = urlOf(platform, setup, stack, project);
    console.log(`\nTest delivery for project ${project}${label === undefined ? '' : `, label ${label}`}:`);
    for await (const { where, ok, told } of testDelivery({ platform, setup, stack, secret, about, url })) {
      if (!ok) failed += 1;
      console.log(`  ${ok ? '✓' : '✗'} ${where.padEnd(12)} ${told}`);
    }
  }
  if (failed > 0) throw new Error('The test delivery did not get through, for the reasons above.');
}
