import { basename } from 'node:path';
import type { Configuration } from '../../lib/configuration/configuration.ts';
import { given } from '../../lib/contracts/given.ts';
import { printable } from '../../lib/contracts/printable.ts';
import type { Answers, ChosenConnection } from './answers.ts';

/** A file's path in the folder, and its text. */
export type FolderFile = { readonly file: string; readonly text: string };

/** What the answers mean, as labelwire.config.ts will say it. */
export const configurationOf = ({ connections, formats }: Answers): Configuration => ({
  platforms: Object.fromEntries(connections.map(({ connection: { name, settings } }) => [name, settings])),
  routes: connections.map(({ connection, projects }) => ({
    platform: connection.name,
    ...given({ projects: projects.length > 0 ? projects.map(({ id }) => id) : undefined }),
    formats: Object.fromEntries(formats.map((id) => [id, {}])),
  })),
});

export function configurationText(answers: Answers): string {
  const { platforms, routes } = configurationOf(answers);
  return `import { defineConfig } from 'labelwire/config';

// What is exported, from where, in which formats. \`npx labelwire config check\` finds what is wrong with it.
// All that can be written here: node_modules/labelwire/docs/configuration.md
export default defineConfig({
  platforms: {
${Object.entries(platforms)
  .map(([name, settings]) => `    ${keyText(name)}: ${sourceText(settings)},`)
  .join('\n')}
  },
  routes: [
    // The first route that fits a project wins.
${routes.map((route, index) => `${titlesText(answers.connections[index])}    ${sourceText(route)},`).join('\n')}
  ],
});
`;
}

/** The projects of a route have titles that their ids do not show. */
function titlesText(chosen: ChosenConnection | undefined): string {
  const titles = (chosen?.projects ?? []).map(({ title }) => title).filter((title) => title !== '');
  return titles.length > 0 ? `    // ${printable(titles.join(', '))}\n` : '';
}

const part = 'node_modules/labelwire/service.yml';

export function serviceText({ stage, bucket, alarms }: Answers): string {
  const chosen = Object.entries({
    bucket,
    alarmEmail: typeof alarms === 'object' ? alarms.email : undefined,
    alarms: alarms === 'off' ? 'off' : undefined,
  }).filter(([, value]) => value !== undefined);
  const own = chosen.map(([name, value]) => `\n    ${name}: ${JSON.stringify(value)}`).join('');
  return `service: labelwire
frameworkVersion: ^4.3.1
configValidationMode: error
plugins:
  - labelwire/serverless

# What a deployment can choose, with a comment each, is under params in
# ${part}. A value of your own stands below its stage.
params:
  default: \${file(${part}):params.default}
  ${stage}:${own || ' {}'}

${['custom', 'provider', 'package', 'functions', 'resources'].map((name) => `${name}: \${file(${part}):${name}}`).join('\n')}
`;
}

type Manifest = Readonly<Record<string, unknown>> & {
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
};

/** package.json with Labelwire in it; what was there before stays. */
export function manifestText(folder: string, labelwire: string, before: Manifest | undefined): string {
  const scripts = { start: 'labelwire start', package: 'serverless package', deploy: 'serverless deploy' };
  const manifest = {
    ...(before ?? { name: nameOf(folder), private: true }),
    type: 'module',
    scripts: { ...scripts, ...before?.scripts },
    dependencies: { ...before?.dependencies, labelwire },
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** As npm takes it for the name of a package. */
const nameOf = (folder: string): string =>
  basename(folder)
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '') || 'labels';

export const ignoredText = 'node_modules/\ndist/\n.serverless/\n.labelwire/\n';

/** So that an editor and `tsc` read the configuration, and formats of one's own, as Node does. */
export const compilerText = `${JSON.stringify(
  {
    compilerOptions: {
      target: 'es2024',
      module: 'nodenext',
      strict: true,
      noEmit: true,
      allowImportingTsExtensions: true,
      erasableSyntaxOnly: true,
      verbatimModuleSyntax: true,
      skipLibCheck: true,
    },
    include: ['*.ts'],
  },
  null,
  2,
)}\n`;

const isWord = /^[A-Za-z_$][\w$]*$/;
const keyText = (key: string): string => (isWord.test(key) ? key : quoted(key));
/** A title or an id could otherwise end the text, or reverse the line. */
const quoted = (text: string): string =>
  `'${printable(JSON.stringify(text)).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;

/** As a person writes it: single quotes, and names without any. */
function sourceText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sourceText).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return typeof value === 'string' ? quoted(value) : String(value);
  const fields = Object.entries(value).map(([key, field]) => `${keyText(key)}: ${sourceText(field)}`);
  return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
}
