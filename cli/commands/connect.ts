import { Command } from 'commander';
import type { Connection } from '../../lib/configuration/connections.ts';
import type { Setup } from '../../lib/platforms/platform.ts';
import { askYes, isInteractive } from '../connect/answers.ts';
import { apiOf } from '../connect/api.ts';
import {
  askWebhookSecret,
  type Chosen,
  chooseCredential,
  chooseProjects,
  chooseWebhookSecret,
} from '../connect/choices.ts';
import { type SecretVault, secretVault } from '../connect/secrets.ts';
import { testDelivery } from '../connect/test-delivery.ts';
import { connectionNamed } from '../connection.ts';
import { type Where, whereOptions } from '../deployment.ts';
import { loadConfiguration } from '../load-configuration.ts';
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
    .argument('<connection>', 'a name under "platforms" in labelwire.config.ts, e.g. labelbox')
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

async function connectPlatform(name: string, options: Options, command: Command): Promise<void> {
  const { yes = false, dryRun = false } = options;
  if (!yes && !dryRun && !isInteractive())
    command.error('error: This is not an interactive terminal: add --yes or --dry-run.');
  const configuration = await loadConfiguration();
  const connection = connectionNamed(name, configuration, command);
  const { default: setup } = await connection.platform.setup();
  const stack = await stackOf(options);
  const projects = await chooseProjects(connection, configuration, options.project, command);
  if (options.label !== undefined && projects.length > 1)
    command.error('error: --label is of one project. Name that one with --project.');
  for (const project of projects) setup.delivery({ ...options, project }, '', new Date()); // before anything is changed
  const vault = secretVault(stack.secretsPrefix);
  const credential = await chooseCredential(connection, setup, options.apiKeyFile, vault);
  await check(connection, setup, credential.value, projects);
  const secret = await chooseWebhookSecret(connection, setup, options, vault);
  printPlan(connection, setup, { stack, projects, credential, secret });
  if (dryRun) return void console.log('Nothing was changed (--dry-run).');
  if (!yes && !(await askYes('Do this?'))) return void console.log('Nothing was changed.');
  const webhookSecret = secret ?? (await askWebhookSecret(connection));
  await store(vault, `${name}/api`, credential);
  await store(vault, `${name}/webhook`, webhookSecret);
  await register(connection, setup, { stack, projects, credential, secret: webhookSecret });
  await test(connection, setup, stack, webhookSecret.value, projects, options);
}

async function check(connection: Connection, setup: Setup, credential: string, projects: readonly string[]) {
  const api = apiOf(connection, credential);
  await setup.checkCredential(api);
  console.log(`✓ ${connection.platform.title} takes the credential`);
  for (const project of projects) {
    await setup.checkProject(project, api);
    console.log(`✓ ${connection.platform.title} shows the project ${project}`);
  }
}

type Plan = {
  readonly stack: Stack;
  readonly projects: readonly string[];
  readonly credential: Chosen;
  readonly secret: Chosen | undefined;
};

/** The project in the query tells the webhooks of several projects apart; where a person enters the URL, one does for all. */
const urlOf = (
  { name }: Connection,
  { register: canRegister }: Setup,
  { webhookUrl }: Stack,
  project: string,
): string => `${webhookUrl}/${name}${canRegister ? `?project=${encodeURIComponent(project)}` : ''}`;

function printPlan(connection: Connection, setup: Setup, { stack, projects, credential, secret }: Plan): void {
  const { secretsPrefix } = stack;
  console.log('\nTo do:');
  console.log(`  ${credential.isNew ? 'store' : 'keep '} ${secretsPrefix}/${connection.name}/api`);
  console.log(`  ${secret?.isNew === false ? 'keep ' : 'store'} ${secretsPrefix}/${connection.name}/webhook`);
  for (const project of projects) {
    const url = urlOf(connection, setup, stack, project);
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
  connection: Connection,
  setup: Setup,
  { stack, projects, credential, secret }: Plan & { readonly secret: Chosen },
): Promise<void> {
  const api = apiOf(connection, credential.value);
  for (const project of projects) {
    const url = urlOf(connection, setup, stack, project);
    const done = await setup.register?.({ project, url, secret: secret.value, isNewSecret: secret.isNew }, api);
    if (done) console.log(`✓ webhook of project ${project} ${done}: ${url}`);
  }
}

async function test(
  connection: Connection,
  setup: Setup,
  stack: Stack,
  secret: string,
  projects: readonly string[],
  { label, dataUnit }: Options,
): Promise<void> {
  let failed = 0;
  for (const project of projects) {
    const about = { project, label, dataUnit };
    const url = urlOf(connection, setup, stack, project);
    console.log(`\nTest delivery for project ${project}${label === undefined ? '' : `, label ${label}`}:`);
    for await (const { where, ok, message } of testDelivery({ connection, setup, stack, secret, about, url })) {
      if (!ok) failed += 1;
      console.log(`  ${ok ? '✓' : '✗'} ${where.padEnd(12)} ${message}`);
    }
  }
  if (failed > 0) throw new Error('The test delivery did not get through, for the reasons above.');
}
