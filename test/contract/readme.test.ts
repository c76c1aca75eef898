import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  formatsPage,
  pipelinePage,
  platformReadme,
  readme,
  root,
  withFormatVariants,
  withGeneratedParts,
  withKeysTable,
  withStateMachine,
} from '../../docs/generate.ts';
import { type PlatformId, platforms } from '../../lib/platforms/platforms.ts';
import { version } from '../../lib/runtime/version.ts';

const text = readFileSync(readme, 'utf8');
const { scripts, version: packaged } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
  scripts: Record<string, string>;
  version: string;
};

describe('the README', () => {
  it('shows the tables that the code makes today (npm run docs)', () => {
    expect(withGeneratedParts(text)).toBe(text);
  });

  it('is short enough to be read whole', () => {
    expect(text.split('\n').length).toBeLessThanOrEqual(260);
  });

  it('names only npm scripts that exist', () => {
    const named = [...text.matchAll(/npm (?:run )?(\w[\w:]*)/g)]
      .map(([, name]) => name ?? '')
      .filter((name) => !['ci', 'create', 'install'].includes(name));
    expect(named.length).toBeGreaterThan(4);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });

  it('links only to files that exist', () => {
    const linked = [...text.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, path]) => path ?? '');
    expect(linked.length).toBeGreaterThan(4);
    expect(linked.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});

it('docs/design/pipeline.md shows the picture and the errors of the state machine of today (npm run docs)', () => {
  const page = readFileSync(pipelinePage, 'utf8');
  expect(withStateMachine(page)).toBe(page);
});

it.each(globSync('docs/**/*.md', { cwd: root }))('%s links only to files that exist', (page) => {
  const text = readFileSync(join(root, page), 'utf8').replace(/^```[\s\S]*?^```/gm, '');
  const linked = [...text.matchAll(/\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)/g)].map(([, path]) => path ?? '');
  expect(linked.filter((path) => !existsSync(join(root, dirname(page), path)))).toEqual([]);
});

it('docs/formats.md shows what each format holds today (npm run docs)', () => {
  const page = readFileSync(formatsPage, 'utf8');
  expect(withFormatVariants(page)).toBe(page);
});

it.each(Object.keys(platforms) as PlatformId[])('the README of %s shows the keys that its reader knows', async (id) => {
  const page = readFileSync(platformReadme(id), 'utf8');
  expect(await withKeysTable(id, page)).toBe(page);
});

it('the version that records name is the version of the package', () => {
  expect(version).toBe(packaged);
});
