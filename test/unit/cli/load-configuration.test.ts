import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, expect, it } from 'vitest';
import { newFolder } from '../../../local/new-folder.ts';
import { root } from '../../support/examples.ts';

/** As a user begins: one connection of each kind, each with a route. */
const whole = `import type { Configuration } from '../lib/configuration/configuration.ts';

const configuration: Configuration = {
  platforms: {
    encord: {},
    labelbox: {},
    'label-studio': { apiUrl: 'https://labels.example.com' },
  },
  routes: [
    { platform: 'encord', formats: { canonical: {}, coco: {}, yolo: { task: 'detect' } } },
    { platform: 'label-studio', formats: { native: {} } },
  ],
};

export default configuration;
`;

/** The same, typed by a call. */
const called = whole
  .replace(/^import.*/, "import { defineConfig } from '../config.ts';")
  .replace('const configuration: Configuration = {', 'export default defineConfig({')
  .replace('};\n\nexport default configuration;', '});');

/** What is broken, the edit that breaks it, where the message points to, and what it says. */
const broken: readonly (readonly [what: string, from: string, to: string, place: string, message: RegExp])[] = [
  [
    'a misspelt format',
    'coco: {}, yolo',
    'cocoo: {}, yolo',
    ':10:53',
    /"cocoo" is not a format\. Did you mean "coco"\?/,
  ],
  [
    'a route of a misspelt platform',
    "{ platform: 'encord'",
    "{ platform: 'encrod'",
    ':10:7',
    /"encrod" .*Did you mean "encord"\?/,
  ],
  [
    'a task that does not exist',
    "'detect'",
    "'sgment'",
    ':10:71',
    /"sgment" is not a value of this option\. .*Values: .*detect/,
  ],
  [
    'project for projects',
    "'encord', formats",
    "'encord', project: 'p', formats",
    ':10:27',
    /Did you mean "projects"\?/,
  ],
  [
    'no address of Label Studio',
    "{ apiUrl: 'https://labels.example.com' }",
    '{}',
    ':7:5',
    /apiUrl is missing: say where your Label Studio answers/,
  ],
  [
    'an address without https',
    'https://labels',
    'labels',
    ':7:23',
    /Begin it with https:\/\/: 'https:\/\/labels\.example\.com'/,
  ],
  [
    'an option of a format without options',
    'native: {} } },\n  ]',
    "native: { task: 'x' } } },\n  ]",
    ':11:54',
    /native has no options\. Write native: \{\}\./,
  ],
  [
    'a field that must be there, misspelt',
    "{ platform: 'encord'",
    "{ platfrom: 'encord'",
    ':10:7',
    /"platfrom" is not a field\. Did you mean "platform"\?/,
  ],
  [
    'true for the options of a format',
    'coco: {}',
    'coco: true',
    ':10:53',
    /coco: must be an object of options, but is true\. Write coco: \{\}\./,
  ],
  ['a route of a platform that is not listed', '    encord: {},\n', '', ':9:7', /"encord" is not under "platforms"/],
  ['a missing comma', 'labelbox: {},', 'labelbox: {}', ':7:5', /Expected ',', got/],
  [
    'no default export',
    'export default configuration;\n',
    'export const other = configuration;\n',
    '',
    /it has no default export\. End the file with: export default configuration;/,
  ],
];

type Loaded = { readonly name?: string; readonly message?: string; readonly routes?: number };

let folder: string;
let loaded: readonly Loaded[];
beforeAll(async () => {
  const project = newFolder();
  writeFileSync(join(project, 'package.json'), '{ "type": "module" }');
  symlinkSync(join(root, 'config.ts'), join(project, 'config.ts'));
  folder = join(project, 'configurations');
  mkdirSync(folder);
  const texts = [
    ...broken.map(([, from, to]) => whole.replace(from, to)),
    whole,
    "import { nothing } from './not-there.ts';\nexport default nothing;\n",
    called.replace('coco: {}', 'cocoo: {}'),
  ];
  const files = texts.map((text, index) => {
    const file = join(folder, `file-${index}.config.ts`);
    writeFileSync(file, text);
    return file;
  });
  // In a process of its own, where Node itself loads the files, as it does for a user.
  const program = join(root, 'test', 'support', 'load-configurations-process.ts');
  const every = [...files, join(folder, 'missing.config.ts'), join(root, 'labelwire.config.ts')];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [program, ...every]);
  expect(stderr).toBe('');
  loaded = JSON.parse(stdout) as Loaded[];
});

it.each(broken.map((row, index) => [...row, index] as const))(
  '%s is reported once, with file, line and column, and what to write',
  (_what, from, _to, place, message, index) => {
    expect(whole).toContain(from);
    const found = loaded[index];
    expect(found).toMatchObject({ name: 'InvalidConfiguration', message: expect.stringMatching(message) });
    expect(found?.message).toContain(`file-${index}.config.ts${place}: `);
    expect(found?.message).not.toContain('\n');
  },
);

it('a configuration that is right is loaded, and so is the one that comes with the project', () => {
  expect(loaded[broken.length]).toEqual({ routes: 2 });
  expect(loaded.at(-1)).toEqual({ routes: expect.any(Number) });
});

it('a file that is missing, and one that imports what is missing, are reported by name', () => {
  expect(loaded.at(-2)?.message).toMatch(/missing\.config\.ts: the file is missing/);
  expect(loaded[broken.length + 1]?.message).toMatch(/config\.ts: .*not-there\.ts/);
});

it('what is wrong inside of defineConfig is found at the same place', () => {
  expect(loaded[broken.length + 2]?.message).toMatch(/config\.ts:10:53: .*"cocoo" is not a format/);
});

it('labelwire/config imports types alone, so that a configuration adds nothing to what a function loads', () => {
  const imports = readFileSync(join(root, 'config.ts'), 'utf8').match(/^(import|export) .* from .*$/gm) ?? [];
  expect(imports.length).toBeGreaterThan(1);
  expect(imports.filter((line) => !/^(import|export) type /.test(line))).toEqual([]);
});
