import { Command } from 'commander';
import { type Connection, connectionsOf } from '../../lib/configuration/connections.ts';
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
import { type Where, whereOptions, whereText } from '../deployment.ts';
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
  readonly json?: boolean;
};

/** Shows what was done or found; for programs as one JSON object. */
type Report = (what: { readonly step: string; readonly ok: boolean; readonly message: string }) => void;

export function connect(): Command {
  const command = new Command('connect')
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
    .option('--yes', 'do not ask before changing anything')
    .option('--json', 'one JSON object a line, for programs: step, ok, message; asks nothing');
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
  if (!yes && !dryRun && (options.json || !isInteractive()))
    command.error('error: Nobody can be asked (--json, or no interactive terminal): add --yes or --dry-run.');
  const { report, print } = output(options);
  const configuration = await loadConfiguration();
  const connection = connectionNamed(name, connectionsOf(configuration), command);
  const { default: setup } = await connection.platform.setup();
  const stack = await stackOf(options);
  const projects = await chooseProjects(connection, configuration, options.project, command);
  if (options.label !== undefined && projects.length > 1)
    command.error('error: --label is of one project. Name that one with --project.');
  for (const project of projects) setup.delivery({ ...options, project }, '', new Date()); // before anything is changed
  const vault = secretVault(stack.secretsPrefix);
  const credential = await chooseCredential(connection, setup, options.apiKeyFile, vault);
  await check({ connection, setup, credential: credential.value, projects, report });
  const secret = await chooseWebhookSecret(connection, setup, options, vault);
  print(planText(connection, setup, { stack, projects, credential, secret }));
  if (dryRun) return print('Nothing was changed (--dry-run).');
  if (!yes && !(await askYes('Do this?'))) return print('Nothing was changed.');
  const webhookSecret = secret ?? (await askWebhookSecret(connection));
  await store(vault, `${name}/api`, credential, report);
  await store(vault, `${name}/webhook`, webhookSecret, report);
  await register(connection, setup, { stack, projects, credential, secret: webhookSecret }, report);
  await test({ connection, setup, stack, secret: webhookSecret.value, projects, options, report, print });
}

function output({ json = false }: Options): { readonly report: Report; print(text: string): void } {
  return {
    report: (what) => console.log(json ? JSON.stringify(what) : `${what.ok ? '✓' : '✗'} ${what.message}`),
    print: (text) => (json ? undefined : console.log(text)),
  };
}

type Asked = {
  readonly connection: Connection;
  readonly setup: Setup;
  readonly credential: string;
  readonly projects: readonly string[];
  readonly report: Report;
};

async function check({ connection, setup, credential, projects, report }: Asked): Promise<void> {
  const api = apiOf(connection, credential);
  await setup.checkCredential(api);
  report({ step: 'credential', ok: true, message: `${connection.platform.title} takes the credential` });
  for (const project of projects) {
    await setup.checkProject(project, api);
    report({ step: 'project', ok: true, message: `${connection.platform.title} shows the project ${project}` });
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

function planText(connection: Connection, setup: Setup, { stack, projects, credential, secret }: Plan): string {
  const { secretsPrefix } = stack;
  const perProject = projects.flatMap((project) => {
    const url = urlOf(connection, setup, stack, project);
    const steps = setup.steps({ project, url }).map((step, index) => `  ${index + 1}. ${step}`);
    return [...(setup.register ? [`  make sure of the webhook of project ${project}: ${url}`] : []), ...steps];
  });
  return [
    '\nTo do:',
    `  ${credential.isNew ? 'store' : 'keep '} ${secretsPrefix}/${connection.name}/api`,
    `  ${secret?.isNew === false ? 'keep ' : 'store'} ${secretsPrefix}/${connection.name}/webhook`,
    ...perProject,
    '',
  ].join('\n');
}

async function store(vault: SecretVault, name: string, { value, isNew }: Chosen, report: Report): Promise<void> {
  if (isNew) await vault.put(name, value);
  report({ step: 'secret', ok: true, message: `secret ${name} ${isNew ? 'stored' : 'kept as it is'}` });
}

async function register(
  connection: Connection,
  setup: Setup,
  { stack, projects, credential, secret }: Plan & { readonly secret: Chosen },
  report: Report,
): Promise<void> {
  const api = apiOf(connection, credential.value);
  for (const project of projects) {
    const url = urlOf(connection, setup, stack, project);
    const done = await setup.register?.({ project, url, secret: secret.value, isNewSecret: secret.isNew }, api);
    if (done) report({ step: 'webhook', ok: true, message: `webhook of project ${project} ${done}: ${url}` });
  }
}

type Test = Omit<Asked, 'credential'> & {
  readonly stack: Stack;
  readonly secret: string;
  readonly options: Options;
  print(text: string): void;
};

async function test({ connection, setup, stack, secret, projects, options, report, print }: Test): Promise<void> {
  const { label, dataUnit } = options;
  const at = whereText(options);
  let failed = 0;
  for (const project of projects) {
    const about = { project, label, dataUnit };
    const url = urlOf(connection, setup, stack, project);
    print(`\nTest delivery for project ${project}${label === undefined ? '' : `, label ${label}`}:`);
    for await (const { where, ok, message } of testDelivery({ connection, setup, stack, secret, about, url, at })) {
      if (!ok) failed += 1;
      report({ step: where, ok, message: options.json ? message : `${where.padEnd(12)} ${message}` });
    }
  }
  if (failed > 0) throw new Error('The test delivery did not get through, for the reasons above.');
}
