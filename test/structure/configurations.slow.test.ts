import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Checkout, copiedCheckout, typeCheck } from '../support/checkout.ts';

let checkout: Checkout;
beforeAll(() => {
  checkout = copiedCheckout();
});
afterAll(() => checkout.remove());

/** What the configuration is, its two fields, and the trees of the bucket that hold its labels in the end. */
const configurations: readonly (readonly [what: string, fields: string, trees: readonly string[]])[] = [
  [
    'one platform and one format',
    `platforms: { encord: {} },
     routes: [{ platform: 'encord', formats: { coco: {} } }],`,
    ['exports/coco/encord'],
  ],
  [
    'two projects with different formats',
    `platforms: { labelbox: {} },
     routes: [
       { platform: 'labelbox', projects: ['harbour'], formats: { coco: {} } },
       { platform: 'labelbox', projects: ['street'], formats: { yolo: { task: 'detect' }, canonical: {} } },
     ],`,
    ['exports/coco/labelbox/harbour', 'exports/yolo/labelbox/street', 'labels/labelbox/street'],
  ],
  [
    'every platform',
    `platforms: { encord: {}, labelbox: {}, 'label-studio': { apiUrl: 'https://labels.example.com' } },
     routes: [
       { platform: 'encord', formats: { canonical: {} } },
       { platform: 'labelbox', formats: { canonical: {} } },
       { platform: 'label-studio', formats: { canonical: {} } },
     ],`,
    ['labels/encord', 'labels/labelbox', 'labels/label-studio'],
  ],
  [
    'two servers of one platform, with equal numbers of projects and tasks',
    `platforms: {
       'studio-berlin': { platform: 'label-studio', apiUrl: 'https://berlin.example.com' },
       'studio-paris': { platform: 'label-studio', apiUrl: 'https://paris.example.com' },
     },
     routes: [
       { platform: 'studio-berlin', formats: { coco: {} } },
       { platform: 'studio-paris', formats: { yolo: {} } },
     ],`,
    ['exports/coco/studio-berlin', 'exports/yolo/studio-paris'],
  ],
];

describe.each(configurations)('a checkout whose user wrote %s', (_what, fields, trees) => {
  beforeAll(() => {
    const text = `import type { Configuration } from './lib/configuration/configuration.ts';

const configuration: Configuration = {
  ${fields}
};

export default configuration;
`;
    writeFileSync(join(checkout.folder, 'labelwire.config.ts'), text);
  });

  it.concurrent('passes the type check and the build', { timeout: 300_000 }, async () => {
    await typeCheck(checkout);
    expect(await checkout.run('build.ts')).toContain('receive-webhook');
  });

  it.concurrent('exports the labels of each connection and route to a tree of its own', {
    timeout: 120_000,
  }, async () => {
    const { answers, keys, records } = JSON.parse(await checkout.run('test/support/short-run-process.ts')) as {
      answers: number[];
      keys: string[];
      records: { status: string; connection: string }[];
    };
    expect(new Set(answers)).toEqual(new Set([202]));
    expect(records).toHaveLength(answers.length);
    expect(records.filter(({ status }) => status !== 'exported')).toEqual([]);
    for (const tree of trees) expect(keys.filter((key) => key.startsWith(`${tree}/`)).length).toBeGreaterThan(0);
    const elsewhere = keys.filter(
      (key) => /^(exports|labels|native)\//.test(key) && !trees.some((tree) => key.startsWith(`${tree}/`)),
    );
    expect(elsewhere).toEqual([]);
  });

  it.concurrent('runs the demo, which does not depend on it', { timeout: 120_000 }, async () => {
    expect(await checkout.run('local/demo/main.ts')).toMatch(/(\d+) of \1 labels landed; 0 dead letters left/);
  });
});
