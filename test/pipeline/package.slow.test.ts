import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { diffLines } from 'diff';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type HttpServer, serve } from '../../cli/http-server.ts';
import { templateDiff } from '../../deploy/template-diff.ts';
import { version } from '../../lib/runtime/version.ts';
import { testingOf } from '../../local/platform-testing.ts';
import type { Template } from '../structure/package-service.ts';
import { root } from '../support/examples.ts';
import { type InstalledPackage, installedPackage } from '../support/installed-package.ts';

/** The compiler and `serverless` take many times as long on a machine that does much else. */
const milliseconds = 600_000;

const { simulated } = testingOf('labelbox');
const key = simulated.newCredential();
let installed: InstalledPackage;
let server: HttpServer;
beforeAll(async () => {
  server = await serve(simulated.server(key, () => []));
  installed = await installedPackage();
}, milliseconds);
afterAll(async () => {
  await server?.close();
  installed?.remove();
});

/** A shell of a user: nothing of this project is on its PATH or in its options. */
const environment = () => ({
  PATH: `${join(process.execPath, '..')}:/usr/bin:/bin`,
  HOME: installed.folder,
  AWS_REGION: 'eu-central-1',
});

/** Runs a program of the installed packages in the user's folder; rejects with all that it printed when it fails. */
async function run(program: string, args: readonly string[], more: Record<string, string> = {}): Promise<string> {
  const options = { cwd: installed.folder, env: { ...environment(), ...more }, maxBuffer: 64 * 1024 * 1024 };
  try {
    return (await promisify(execFile)(process.execPath, [installed.program(program), ...args], options)).stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${program} ${args[0]} failed:\n${stdout}\n${stderr}`, { cause: error });
  }
}

/** One that is free, as is the next. */
async function freePort(): Promise<number> {
  const first = await serve(async () => new Response());
  const port = Number(new URL(first.url).port);
  await first.close();
  try {
    await (await serve(async () => new Response(), port + 1)).close();
    return port;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return freePort();
    throw error;
  }
}

const read = (file: string) => readFileSync(join(installed.folder, file), 'utf8');
const write = (file: string, text: string) => writeFileSync(join(installed.folder, file), text);

const ownFormat = `import { defineFormat, everything, z } from 'labelwire';

export const lines = defineFormat({
  id: 'lines',
  title: 'A line for each annotation',
  specification: 'ours.ts',
  Options: z.strictObject({}),
  holds: everything,
  write: (label, _options, { labelName }) => ({
    files: [
      {
        path: \`\${labelName}.txt\`,
        contentType: 'text/plain; charset=utf-8',
        bytes: new TextEncoder().encode(label.annotations.map(({ category }) => \`\${category}\\n\`).join('')),
        namedAfter: 'label',
      },
    ],
    omitted: [],
  }),
});
`;

it('the packages hold JavaScript and its types, and nothing of tests', () => {
  const [labelwire, creating] = installed.packed;
  expect(labelwire?.name).toBe('labelwire');
  expect(labelwire?.files).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'index.d.ts', 'service.yml']));
  const strays = (labelwire?.files ?? []).filter(
    (file) =>
      /(^|\/)(test|examples|bench|node_modules)\/|\.test\.|labelwire\.config/.test(file) || /(?<!\.d)\.ts$/.test(file),
  );
  expect(strays).toEqual([]);
  expect(labelwire?.bytes).toBeLessThan(1_250_000); // twenty-eight formats, and what reads the media of units
  expect(creating?.files.toSorted()).toEqual(['LICENSE', 'README.md', 'create-labelwire.js', 'package.json']);
  expect(JSON.parse(read('node_modules/create-labelwire/package.json')).dependencies).toEqual({ labelwire: version });
});

it('a folder without a configuration lists the formats, and what needs one says how to make it', async () => {
  expect(await run('labelwire', ['formats', 'coco'])).toContain('COCO');
  for (const command of [['config', 'check'], ['start']])
    await expect(run('labelwire', command)).rejects.toThrow(/file is missing\. Make one with: npx labelwire init\n$/);
});

it('npm create labelwire writes a folder, whose configuration takes a format of the user', async () => {
  const more = { LABELWIRE_API_KEY: key.secret, LABELWIRE_API_URL_LABELBOX: server.url };
  const created = await run('create-labelwire', ['.', '--platform', 'labelbox', '--format', 'coco', '--yes'], more);
  expect(created).toContain('✓ Labelbox takes the key');

  write('ours.ts', ownFormat);
  const configuration = read('labelwire.config.ts')
    .replace('\n\n', "\nimport { lines } from './ours.ts';\n\n")
    .replace('  routes: [', '  formats: [lines],\n  routes: [')
    .replace('coco: {}', 'coco: {}, lines: {}');
  write('labelwire.config.ts', configuration);
  expect(await run('labelwire', ['config', 'check'])).toContain('labelbox, all projects: coco, lines');
});

it('the compiler takes the configuration and the format by the types of the package', {
  timeout: milliseconds,
}, async () => {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const check = () =>
    promisify(execFile)(process.execPath, [tsc, '-p', '.'], { cwd: installed.folder, env: environment() });
  await check();
  const right = read('labelwire.config.ts');
  write('labelwire.config.ts', right.replace('coco: {}', "coco: { segmentation: 'circles' }"));
  await expect(check()).rejects.toMatchObject({ stdout: expect.stringContaining('circles') });
  write('labelwire.config.ts', right);
});

it('a mistake in the configuration is shown with the file, the line and the column of the user', async () => {
  const right = read('labelwire.config.ts');
  write('labelwire.config.ts', right.replace('lines: {}', 'lanes: {}'));
  await expect(run('labelwire', ['config', 'check'])).rejects.toThrow(
    /labelwire\.config\.ts:\d+:\d+: .*"lanes" is not a format/,
  );
  write('labelwire.config.ts', right);
});

it('serverless package makes the template and bundles the format', { timeout: milliseconds }, async () => {
  await run('serverless', ['package', '--stage', 'prod']);

  const template = JSON.parse(read('.serverless/cloudformation-template-update-stack.json'));
  expect(template.Outputs.Version).toEqual({ Value: version });
  expect(template.Resources.SilenceLabelboxAlarm).toBeDefined();
  expect(existsSync(join(installed.folder, '.serverless', 'writeExport.zip'))).toBe(true);
  expect(read('dist/transform-label/index.mjs')).toContain('A line for each annotation');
  expect(read('dist/start-export/index.mjs')).not.toContain('A line for each annotation');
});

it('an upgrade changes no file of the user but the version in package.json, and in the stack its version alone', {
  timeout: milliseconds,
}, async () => {
  const templateFile = '.serverless/cloudformation-template-update-stack.json';
  const before = JSON.parse(read(templateFile)) as Template;
  const files = ['labelwire.config.ts', 'ours.ts', 'serverless.yml', 'tsconfig.json', 'package.json'];
  const texts = files.map(read);
  const next = version.replace(/\d+$/, (patch) => String(Number(patch) + 1));
  installed.bump(next);
  expect(await run('labelwire', ['--version'])).toBe(`${next}\n`);
  write('package.json', read('package.json').replace(`"labelwire": "${version}"`, `"labelwire": "${next}"`));

  expect(await run('labelwire', ['config', 'check'])).toContain('labelbox, all projects: coco, lines');
  await run('serverless', ['package', '--stage', 'prod']);

  const after = JSON.parse(read(templateFile)) as Template;
  expect(after.Outputs.Version).toEqual({ Value: next });
  const changed = templateDiff(before, after).match(/^### .*$/gm);
  expect(changed).toEqual(['### output Version: changed']);
  const lines = files.flatMap((file, index) => diffLines(texts[index] ?? '', read(file)));
  const edits = lines.filter(({ added, removed }) => added || removed).map(({ value }) => value.trim());
  expect(edits).toEqual([`"labelwire": "${version}"`, `"labelwire": "${next}"`]);
});

it('labelwire start and one sync bring a label of the simulated platform into the local bucket', {
  timeout: milliseconds,
}, async () => {
  const port = await freePort();
  const child = spawn(process.execPath, [installed.program('labelwire'), 'start', '--port', String(port)], {
    cwd: installed.folder,
    env: environment(),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    for await (const line of createInterface({ input: child.stdout })) if (line.includes('Ctrl-C stops')) break;
    await run('labelwire', ['sync', 'labelbox', '--local', '--yes', '--wait']);

    const { AWS_ENDPOINT_URL_S3: endpoint = '', BUCKET: Bucket } = JSON.parse(read('.labelwire/environment.json'));
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    const s3 = new S3Client({ endpoint, credentials, region: 'eu-central-1', forcePathStyle: true });
    const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'exports/' }));
    const keys = Contents.map(({ Key = '' }) => Key);
    expect(keys).toContainEqual(expect.stringMatching(/^exports\/coco\/labelbox\//));
    expect(keys).toContainEqual(expect.stringMatching(/^exports\/lines\/labelbox\/.*\.txt$/));
  } finally {
    if (child.exitCode === null) {
      child.kill('SIGTERM');
      await once(child, 'exit');
    }
  }
});
