import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { platforms } from '../../lib/platforms/platforms.ts';
import { newFolder } from '../../local/new-folder.ts';
import { root } from '../support/examples.ts';

export type Resource = {
  Type: string;
  Properties: Record<string, unknown>;
  Metadata?: Record<string, unknown>;
  DeletionPolicy?: string;
  DependsOn?: string[];
};
export type Template = { Resources: Record<string, Resource>; Outputs: Record<string, { Value: unknown }> };
export type Package = {
  readonly template: Template;
  readonly archives: Readonly<Record<string, Buffer>>;
  /** Throws when the template has none of this name. */
  resource(name: string): Resource;
  /** At least one; a check that looks at nothing fails. */
  ofType(type: string): [string, Resource][];
};

const cache = join(tmpdir(), `labelwire-serverless-cache-${process.getuid?.() ?? 0}`);

/** Nothing listens there: whatever asks the network fails. */
const deadEnd = 'http://127.0.0.1:9';

const parts = [
  'build.ts',
  'cli',
  'deploy',
  'functions',
  'lib',
  'local',
  'package.json',
  'serverless.yml',
  'statemachines',
];

/** How long that may take on a machine that does much else: many times what it takes alone. */
export const packagingMilliseconds = 300_000;

const each = Object.values(platforms).map(({ id, api }) => ({
  connection: `'${id}': ${api.url ? '{}' : `{ apiUrl: 'https://labels.example.com' }`}`,
  route: `{ platform: '${id}', formats: { canonical: {} } }`,
}));

/** As a user may write it: a connection of each platform, one format. */
export const oneOfEach = `import type { Configuration } from './lib/configuration/configuration.ts';

const configuration: Configuration = {
  platforms: { ${each.map(({ connection }) => connection).join(', ')} },
  routes: [
    ${each.map(({ route }) => route).join(',\n    ')},
  ],
};

export default configuration;
`;

/** A stage that chooses every parameter, and has a bucket of its own. */
export const everyParameter = {
  bucket: 'labels-of-ours',
  bucketPrefix: 'team-a/',
  kmsKeyArn: 'arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
  alarmEmail: 'operator@example.org',
  silenceHours: '48',
  logLevel: 'DEBUG',
  logRetentionDays: '90',
  tracing: 'true',
  maximumConcurrency: '25',
  batchingWindowSeconds: '20',
  fetchReservedConcurrency: '4',
  largestLabelMiB: '30',
  mediaBuckets: 'ship-images,archive/2026/',
  notify: 'on',
  eventBus: 'training',
  dashboard: 'off',
};

const underOwnName = {
  domain: 'hooks.example.org',
  certificateArn: 'arn:aws:acm:eu-central-1:111122223333:certificate/12345678-1234-1234-1234-123456789012',
  webhookReservedConcurrency: '20',
};

/** Webhooks come in by an HTTP API, and a platform may read the images of two buckets. */
export const behindHttpApi = {
  ...underOwnName,
  ingress: 'httpApi',
  delegatedAccessPlatformAccount: '999999999999',
  delegatedAccessExternalId: 'cm3-4f1c',
  delegatedAccessBuckets: 'clinic-images,STACK',
};

/** Webhooks come in by a REST API, and the stack's bucket has a prefix and a key of its own in the account of this machine. */
export const behindRestApi = {
  ...underOwnName,
  ingress: 'restApi',
  bucketPrefix: 'team-a/',
  kmsKeyArn: 'arn:aws:kms:us-east-1:000000000000:key/00000000-1111-2222-3333-444444444444',
  notify: 'on',
  tracing: 'true',
};

const keyOf = (digit: string) =>
  `arn:aws:kms:us-east-1:000000000000:key/${digit.repeat(8)}-1111-2222-3333-444444444444`;

/** A company's account, with all that it may demand: a REST API, a prefix and a key of the bucket, and traces as well. */
export const inCompanyAccount = {
  ...behindRestApi,
  bucketEncryption: 'aws:kms',
  bucketOwner: '000000000000',
  permissionsBoundaryArn: 'arn:aws:iam::000000000000:policy/company/boundary',
  rolePath: '/company/labelwire/',
  tags: 'team=labels,cost-center=12/34 b',
  secretsKmsKeyArn: keyOf('1'),
  queuesKmsKeyArn: keyOf('2'),
  topicKmsKeyArn: keyOf('3'),
  logsKmsKeyArn: keyOf('4'),
  vpcSubnets: 'subnet-0123456789abcdef0,subnet-0123456789abcdef1',
  vpcSecurityGroups: 'sg-0123456789abcdef0',
};

/** What `serverless package` makes of a copy of this service, without credentials and without a network. */
export function packageService(parameters: Record<string, string> = {}, configuration = oneOfEach): Package {
  const sources = digestOf([...packagedFiles(), join(root, 'package-lock.json'), import.meta.filename]);
  const key = createHash('sha256').update(JSON.stringify([sources, process.version, parameters, configuration]));
  const folder = join(packages, key.digest('hex'));
  onlyOneMakes(folder, () => makePackage(folder, parameters, configuration));
  return readPackage(folder);
}

/** Packaging takes seconds: tests of the same sources and parameters share the result, in any process. */
const packages = join(root, 'node_modules', '.cache', 'labelwire-packages');
const keptMilliseconds = 24 * 3_600_000;

/** Whoever comes while another process is at it waits for its result: packaging takes both cores. */
function onlyOneMakes(folder: string, make: () => void): void {
  const lock = `${folder}.lock`;
  mkdirSync(packages, { recursive: true });
  while (!existsSync(folder)) {
    if (!took(lock)) {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
      continue;
    }
    try {
      if (!existsSync(folder)) make();
    } finally {
      rmSync(lock, { recursive: true });
    }
  }
}

/** Not while another process has it, unless that was stopped before it could give it back. */
function took(lock: string): boolean {
  try {
    mkdirSync(lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    const held = statSync(lock, { throwIfNoEntry: false });
    if (held && Date.now() - held.mtimeMs > packagingMilliseconds) rmSync(lock, { recursive: true, force: true });
    return false;
  }
}

const isPackaged = (path: string): boolean => !/(^|\/)examples$/.test(path); // golden files: a third of all, and no code
const packagedFiles = (): string[] =>
  parts.flatMap((part) =>
    globSync(`${part}{,/**}`, { cwd: root, exclude: (path) => !isPackaged(path) })
      .map((file) => join(root, file))
      .filter((file) => statSync(file).isFile()),
  );

function digestOf(files: readonly string[]): string {
  const digest = createHash('sha256');
  for (const file of files.toSorted()) digest.update(`${relative(root, file)}\n`).update(readFileSync(file));
  return digest.digest('hex');
}

function makePackage(made: string, parameters: Record<string, string>, configuration: string): void {
  const folder = newFolder();
  const service = join(folder, 'service');
  try {
    for (const part of parts) cpSync(join(root, part), join(service, part), { recursive: true, filter: isPackaged });
    writeFileSync(join(service, 'labelwire.config.ts'), configuration);
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules')); // outside the service, which is searched for files
    const serverless = join(root, 'node_modules', 'serverless', 'bin', 'serverless.js');
    const given = Object.entries(parameters).map(([name, value]) => `--param=${name}=${value}`);
    execFileSync(process.execPath, [serverless, 'package', '--package', join(folder, 'packaged'), ...given], {
      cwd: service,
      stdio: 'pipe',
      env: {
        PATH: process.env.PATH,
        HOME: folder,
        AWS_REGION: 'eu-central-1',
        HTTP_PROXY: deadEnd,
        HTTPS_PROXY: deadEnd,
        NODE_COMPILE_CACHE: cache, // every package loads the same modules …
        SLS_SCHEMA_CACHE_BASE_DIR: cache, // … and compiles the same schema
      },
    });
    keep(join(folder, 'packaged'), made);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Whole or not at all: another process may make the same package at the same time, or be stopped. */
function keep(packaged: string, made: string): void {
  for (const name of readdirSync(packages)) {
    const old = statSync(join(packages, name), { throwIfNoEntry: false });
    if (old && Date.now() - old.mtimeMs > keptMilliseconds)
      rmSync(join(packages, name), { recursive: true, force: true });
  }
  const partial = newFolder(packages);
  cpSync(packaged, partial, { recursive: true });
  try {
    renameSync(partial, made);
  } catch (error) {
    rmSync(partial, { recursive: true });
    if (!existsSync(made)) throw error;
  }
}

function readPackage(folder: string): Package {
  const read = (file: string) => readFileSync(join(folder, file));
  const template: Template = JSON.parse(read('cloudformation-template-update-stack.json').toString('utf8'));
  const archives = readdirSync(folder).filter((file) => file.endsWith('.zip'));
  return {
    template,
    archives: Object.fromEntries(archives.map((file) => [file.replace(/\.zip$/, ''), read(file)])),
    resource(name) {
      const found = template.Resources[name];
      if (!found) throw new Error(`The template has no ${name}.`);
      return found;
    },
    ofType(type) {
      const found = Object.entries(template.Resources).filter(([, { Type }]) => Type === type);
      if (found.length === 0) throw new Error(`The template has no ${type}.`);
      return found;
    },
  };
}

type Intrinsic = { Ref?: string; 'Fn::GetAtt'?: [string, string]; 'Fn::Sub'?: string | [string, object] };

/** An intrinsic function as text: `LabelEvents`, `LabelEvents.Arn`, `arn:${AWS::Partition}:s3:::Bucket/staging/*`. */
export function render(value: unknown): string {
  if (typeof value === 'string') return value;
  const { Ref, 'Fn::GetAtt': attribute, 'Fn::Sub': substituted } = value as Intrinsic;
  if (Ref) return Ref;
  if (attribute) return attribute.join('.');
  if (typeof substituted === 'string') return substituted;
  if (!substituted) throw new Error(`Not a value this test can read: ${JSON.stringify(value)}`);
  const [text, variables] = substituted;
  return Object.entries(variables).reduce((made, [name, given]) => made.replace(`\${${name}}`, render(given)), text);
}

export const listed = (value: unknown): string[] => (Array.isArray(value) ? value : [value]).map(render);

export type Statement = {
  Sid: string;
  Effect: 'Allow' | 'Deny';
  Principal?: unknown;
  Action: string | string[];
  Resource: unknown;
  Condition?: Record<string, Record<string, unknown>>;
};

/** The statements of a policy resource, or of all the inline policies of a role. */
export function statementsOf({ Properties }: Resource): Statement[] {
  type Document = { Statement: Statement[] };
  const { PolicyDocument, Policies } = Properties as {
    PolicyDocument?: Document;
    Policies?: { PolicyDocument: Document }[];
  };
  const documents = PolicyDocument ? [PolicyDocument] : (Policies ?? []).map((policy) => policy.PolicyDocument);
  return documents.flatMap(({ Statement }) => Statement);
}
