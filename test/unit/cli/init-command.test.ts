import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type HttpServer, serve } from '../../../cli/http-server.ts';
import type { Answers } from '../../../cli/init/answers.ts';
import { choose } from '../../../cli/init/choose.ts';
import { configurationOf, configurationText, serviceText } from '../../../cli/init/folder-files.ts';
import type { InitOptions } from '../../../cli/init/options.ts';
import type { Questions } from '../../../cli/init/questions.ts';
import { connectionsOf } from '../../../lib/configuration/connections.ts';
import { version } from '../../../lib/runtime/version.ts';
import { newFolder } from '../../../local/new-folder.ts';
import { testingOf } from '../../../local/platform-testing.ts';
import { type Ended, labelwire } from '../../support/command-line.ts';
import { root } from '../../support/examples.ts';
import { propertyRuns } from '../../support/property-runs.ts';

const { simulated, aLabel, projectId } = testingOf('labelbox');
const key = simulated.newCredential();
const harbour = projectId('harbour');
let server: HttpServer;
beforeAll(async () => {
  server = await serve(simulated.server(key, () => [aLabel({ project: harbour })]));
});
afterAll(() => server.close());

const files = ['.gitignore', 'labelwire.config.ts', 'package.json', 'serverless.yml', 'tsconfig.json'];
const read = (folder: string, file: string) => readFileSync(join(folder, file), 'utf8');

const init = (folder: string, args: readonly string[], secret = key.secret): Promise<Ended> =>
  labelwire(['init', 'labels', ...args], {
    folder,
    environment: { LABELWIRE_API_KEY: secret, LABELWIRE_API_URL_LABELBOX: server.url },
  });

/** What the text of a labelwire.config.ts exports. */
async function exportedBy(text: string): Promise<unknown> {
  const alone = text.replace(
    "import { defineConfig } from 'labelwire/config';",
    'const defineConfig = (given) => given;',
  );
  return (await import(`data:text/javascript,${encodeURIComponent(alone)}`)).default;
}

describe('labelwire init', () => {
  it('checks the key and the project, and writes the folder, the key nowhere', async () => {
    const folder = newFolder();
    const given = [
      '--project',
      harbour,
      '--format',
      'coco,yolo',
      '--bucket',
      'acme-labels',
      '--alarm-email',
      'ops@example.com',
    ];
    const ended = await init(folder, ['--platform', 'labelbox', ...given, '--stage', 'prod', '--yes']);

    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).toContain('✓ Labelbox takes the key');
    expect(ended.stdout).toContain('npx serverless deploy --stage prod\n  npx labelwire connect labelbox --stage prod');
    expect(ended.stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(readdirSync(join(folder, 'labels')).sort()).toEqual(files);
    expect(await exportedBy(read(folder, 'labels/labelwire.config.ts'))).toEqual({
      platforms: { labelbox: {} },
      routes: [{ platform: 'labelbox', projects: [harbour], formats: { coco: {}, yolo: {} } }],
    });
    expect(parse(read(folder, 'labels/serverless.yml')).params.prod).toEqual({
      bucket: 'acme-labels',
      alarmEmail: 'ops@example.com',
    });
    expect(JSON.parse(read(folder, 'labels/package.json')).dependencies).toEqual({ labelwire: version });
    for (const file of files) expect(read(folder, `labels/${file}`)).not.toContain(key.secret);
  });

  it('ends as the guide shows it', async () => {
    const guide = readFileSync(join(root, 'docs', 'guide', 'package.md'), 'utf8');
    const given = ['--project', harbour, '--format', 'canonical,coco', '--alarm-email', 'ops@example.com'];
    const environment = { LABELWIRE_API_KEY: key.secret, LABELWIRE_API_URL_LABELBOX: server.url };
    const args = ['init', 'my-labels', '--platform', 'labelbox', ...given, '--stage', 'prod', '--yes'];
    const { stdout } = await labelwire(args, { folder: newFolder(), environment });
    const figures = (text: string) => text.replaceAll(/[\d.]+ USD|as of [\d-]+/g, '…');
    const end = stdout.slice(stdout.indexOf('\n\n') + 1);
    expect(end).toContain('npx serverless deploy');
    expect(figures(guide)).toContain(figures(end));
  });

  it('reports everything to a program as one JSON object', async () => {
    const ended = await init(newFolder(), ['--platform', 'labelbox', '--labels-per-month', '1000', '--json']);

    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(ended.stdout)).toMatchObject({
      folder: 'labels',
      stage: 'dev',
      files: expect.arrayContaining([{ file: 'serverless.yml', outcome: 'written' }]),
      connections: [{ name: 'labelbox', key: 'accepted', projects: [] }],
      formats: ['canonical'],
      labelsPerMonth: 1000,
      usdPerMonth: expect.closeTo(5, -1),
      next: expect.arrayContaining(['cd labels && npm install']),
    });
  });

  it.each([
    ['a key that the platform refuses', ['--platform', 'labelbox'], 'wrong', 'Labelbox refuses the credentials (401)'],
    [
      'a project that the key does not show',
      ['--platform', 'labelbox', '--project', 'elsewhere'],
      key.secret,
      'Labelbox does not show the project',
    ],
  ])('ends with 1 and writes nothing at %s', async (_what, args, secret, message) => {
    const folder = newFolder();
    const ended = await init(folder, [...args, '--yes'], secret);

    expect(ended).toMatchObject({ code: 1, stderr: expect.stringContaining(message) });
    expect(existsSync(join(folder, 'labels'))).toBe(false);
  });

  it.each([
    ['no platform', [], '--platform encord|label-studio|labelbox'],
    ['a server of one’s own without its URL', ['--platform', 'label-studio'], '--api-url <url>'],
    [
      'a value that may be of two platforms',
      ['--platform', 'encord', 'labelbox', '--project', '4'],
      '--project encord=4',
    ],
    ['the URL of a bucket', ['--platform', 'labelbox', '--bucket', 's3://acme'], 'must be the name of a bucket'],
  ])('is a wrong call with %s, and says what to write', async (_what, args, message) => {
    expect(await init(newFolder(), [...args, '--yes'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining(message),
    });
  });

  it('does without the check where the platform does not answer, and says so', async () => {
    const environment = { LABELWIRE_API_KEY: 'key', LABELWIRE_API_URL_LABELBOX: 'http://127.0.0.1:9' };
    const ended = await labelwire(['init', '--platform', 'labelbox', '--yes'], { folder: newFolder(), environment });

    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).toContain('! The key is not checked: Labelbox');
    expect(ended.stdout).toContain('Not checked yet, `connect` does it:\n  the key of labelbox: Labelbox');
  });

  it('gives each of several platforms its own key, project and URL', async () => {
    const folder = newFolder();
    const keyFile = join(folder, 'key.txt');
    writeFileSync(keyFile, key.secret);
    const given = ['--api-key-file', `labelbox=${keyFile}`, '--api-url', 'label-studio=https://labels.example.com'];
    const ended = await init(folder, [
      '--platform',
      'labelbox',
      'label-studio',
      ...given,
      '--project',
      'label-studio=4',
      '--json',
    ]);

    expect(JSON.parse(ended.stdout).connections).toMatchObject([
      {
        name: 'label-studio',
        key: 'unchecked',
        reason: expect.stringContaining('LABELWIRE_API_KEY does not say of which platform it is'),
        projects: ['4'],
      },
      { name: 'labelbox', key: 'accepted', projects: [] },
    ]);
    expect(await exportedBy(read(folder, 'labels/labelwire.config.ts'))).toMatchObject({
      platforms: { 'label-studio': { apiUrl: 'https://labels.example.com' }, labelbox: {} },
    });
  });

  it('overwrites nothing that differs without being allowed to, and keeps what else is in package.json', async () => {
    const folder = newFolder();
    await init(folder, ['--platform', 'labelbox', '--yes']);
    const again = await init(folder, ['--platform', 'labelbox', '--yes']);
    expect(again.stdout).toContain('= labels/labelwire.config.ts  as it was');
    const config = read(folder, 'labels/labelwire.config.ts');
    writeFileSync(
      join(folder, 'labels', 'package.json'),
      '{ "name": "ours", "dependencies": { "left-pad": "1.3.0" } }',
    );

    const refused = await init(folder, ['--platform', 'labelbox', '--format', 'coco', '--yes']);
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('Nothing was written. Add --force') });
    expect(read(folder, 'labels/labelwire.config.ts')).toBe(config);

    expect((await init(folder, ['--platform', 'labelbox', '--format', 'coco', '--force', '--yes'])).code).toBe(0);
    expect(read(folder, 'labels/labelwire.config.ts')).toContain('coco');
    expect(JSON.parse(read(folder, 'labels/package.json'))).toMatchObject({
      name: 'ours',
      dependencies: { 'left-pad': '1.3.0', labelwire: version },
    });
  });

  it('is not for a clone, which has its own serverless.yml', async () => {
    const ended = await labelwire(['init', '--platform', 'labelbox', '--yes']);
    expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining('a clone of Labelwire') });
  });
});

describe('a person at the terminal', () => {
  const options: InitOptions = { alarms: true, stage: 'dev', labelsPerMonth: 1, package: version };

  /** Gives these answers by the beginning of their question, each once, and notes what was asked and shown. */
  function person(answers: readonly (readonly [question: string, answer: unknown])[]) {
    const left = [...answers];
    const seen: string[] = [];
    const answer = async (message: string): Promise<never> => {
      seen.push(message);
      const [question = 'anything', given] = left.shift() ?? [];
      if (!message.startsWith(question)) throw new Error(`asked "${message}", not ${question}`);
      return given as never;
    };
    const questions: Questions = {
      choose(message, choices) {
        seen.push(...choices.map(({ name }) => name));
        return answer(message);
      },
      text: answer,
      secret: answer,
      yes: answer,
    };
    return { questions, seen, left, say: (line: string) => void seen.push(line), command: new Command(), options };
  }

  it('is asked again for a key that is refused, chooses among the projects that the key shows, and may leave all else', async () => {
    process.env.LABELWIRE_API_URL_LABELBOX = server.url;
    const asked = person([
      ['Platforms', ['labelbox']],
      ['Labelbox API key', 'wrong'],
      ['Labelbox API key', key.secret],
      ['Labelbox: projects', [harbour]],
      ['Formats', ['coco']],
      ['Your own bucket', ''],
      ['E-mail for alarms', ''],
    ]);
    const answers = await choose(asked);
    delete process.env.LABELWIRE_API_URL_LABELBOX;

    expect(asked.left).toEqual([]);
    expect(asked.seen.filter((text) => /^[✓✗]/.test(text))).toEqual([
      expect.stringContaining('✗ Labelbox refuses the credentials (401)'),
      '✓ Labelbox takes the key',
    ]);
    expect(asked.seen.join('\n')).toContain(`(${harbour})`);
    expect(answers).toMatchObject({ formats: ['coco'], bucket: undefined, alarms: undefined });
    expect(configurationOf(answers).routes).toEqual([
      { platform: 'labelbox', projects: [harbour], formats: { coco: {} } },
    ]);
  });

  it('without a key types the projects, and is asked for the URL of a server of their own', async () => {
    const asked = person([
      ['Platforms', ['label-studio']],
      ['Label Studio: URL', 'https://labels.example.com'],
      ['Label Studio ', ''],
      ['Label Studio: projects', ' 4, 7'],
      ['Formats', ['coco']],
      ['Your own bucket', 'acme-labels'],
      ['E-mail for alarms', 'ops@example.com'],
    ]);
    const answers = await choose(asked);

    expect(answers).toMatchObject({ bucket: 'acme-labels', alarms: { email: 'ops@example.com' } });
    expect(configurationOf(answers)).toEqual({
      platforms: { 'label-studio': { apiUrl: 'https://labels.example.com' } },
      routes: [{ platform: 'label-studio', projects: ['4', '7'], formats: { coco: {} } }],
    });
  });
});

it('whatever ids and titles a platform shows, the files say them as they are, and nothing else', async () => {
  const connection = connectionsOf({ platforms: { labelbox: {} }, routes: [] })[0];
  if (!connection) throw new Error('labelbox');
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom("'", '\\', '\u2028', '\n', '*/', '`', '\u202e'));
  const project = fc.record({ id: text, title: text });
  await fc.assert(
    fc.asyncProperty(fc.array(project), fc.string(), async (projects, email) => {
      const answers: Answers = {
        connections: [{ connection, check: { key: 'accepted', projects }, projects }],
        formats: ['coco'],
        bucket: undefined,
        alarms: { email },
        stage: 'prod',
      };
      expect(await exportedBy(configurationText(answers))).toEqual(
        JSON.parse(JSON.stringify(configurationOf(answers))),
      );
      expect(parse(serviceText(answers)).params.prod.alarmEmail).toBe(email);
    }),
    { numRuns: propertyRuns(30) },
  );
});
