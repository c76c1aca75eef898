import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

/** How long that may take on a slow machine. */
export const packagingMilliseconds = 300_000;

/** As a user may write it: a connection of each platform, one format. */
export const oneOfEach = `import type { Configuration } from './lib/configuration/configuration.ts';

const configuration: Configuration = {
  platforms: { encord: {}, labelbox: {}, 'label-studio': { apiUrl: 'https://labels.example.com' } },
  routes: [
    { platform: 'encord', formats: { canonical: {} } },
    { platform: 'labelbox', formats: { canonical: {} } },
    { platform: 'label-studio', formats: { canonical: {} } },
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
};

/** What `serverless package` makes of a copy of this service, without credentials and without a network. */
export function packageService(parameters: Record<string, string> = {}, configuration = oneOfEach): Package {
  const key = JSON.stringify([parameters, configuration]);
  const known = packages.get(key) ?? newPackage(parameters, configuration);
  packages.set(key, known);
  return known;
}

/** Packaging takes seconds: test files that share a worker share its results. */
const packages = new Map<string, Package>();

function newPackage(parameters: Record<string, string>, configuration: string): Package {
  const folder = mkdtempSync(join(tmpdir(), 'labelwire-package-'));
  try {
    for (const part of parts) cpSync(join(root, part), join(folder, part), { recursive: true });
    writeFileSync(join(folder, 'labelwire.config.ts'), configuration);
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
    const serverless = join(root, 'node_modules', 'serverless', 'bin', 'serverless.js');
    const given = Object.entries(parameters).map(([name, value]) => `--param=${name}=${value}`);
    execFileSync(process.execPath, [serverless, 'package', '--package', join(folder, 'packaged'), ...given], {
      cwd: folder,
      stdio: 'pipe',
      env: {
        PATH: process.env.PATH,
        HOME: folder,
        AWS_REGION: 'eu-central-1',
        HTTP_PROXY: deadEnd,
        HTTPS_PROXY: deadEnd,
        NODE_OPTIONS: '--conditions=samples',
        NODE_COMPILE_CACHE: cache, // every package loads the same modules …
        SLS_SCHEMA_CACHE_BASE_DIR: cache, // … and compiles the same schema
      },
    });
    return readPackage(join(folder, 'packaged'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
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
