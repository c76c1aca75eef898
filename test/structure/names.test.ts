import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { filesBelow, root } from '../support/examples.ts';
import { buildRelease, exportLabels, stepsOf, syncConnection } from './state-machine.ts';

const read = (...path: string[]) => readFileSync(join(root, ...path), 'utf8');
const kebabCase = (name: string) => name.replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => `-${letter}`).toLowerCase();

type Service = { functions: Record<string, { handler: string; role: string; package: { patterns: string[] } }> };
// The tags of CloudFormation (!Ref) mean nothing here.
const { functions } = parse(read('serverless.yml'), { logLevel: 'silent' }) as Service;
const files = filesBelow(join(root, 'functions'));

describe('one word', () => {
  it('names a file of functions/ and a function of serverless.yml', () => {
    expect(files).toEqual(
      Object.keys(functions)
        .map((name) => `${kebabCase(name)}.ts`)
        .toSorted(),
    );
  });

  it.each([exportLabels, syncConnection, buildRelease])(
    'names a step of a state machine, and the function that it invokes',
    (machine) => {
      const steps = stepsOf(machine);
      expect(steps.length).toBeGreaterThan(0);
      expect(Object.keys(functions)).toEqual(
        expect.arrayContaining(steps.map((step) => step.charAt(0).toLowerCase() + step.slice(1))),
      );
    },
  );

  it.each(Object.entries(functions))(
    '%s has its own handler, bundle and role',
    (name, { handler, role, package: { patterns } }) => {
      expect(handler).toBe(`dist/${kebabCase(name)}/index.handler`);
      expect(patterns).toEqual([`dist/${kebabCase(name)}/**`]);
      expect(role).toBe(`${name.charAt(0).toUpperCase()}${name.slice(1)}Role`);
    },
  );
});

describe.each(files)('functions/%s', (file) => {
  const source = read('functions', file);

  it('is forty lines at most, and exports the handler', () => {
    expect(source.trimEnd().split('\n').length).toBeLessThanOrEqual(40);
    expect(source).toMatch(/^export const handler = /m);
  });

  it('catches nothing and reads no environment: it only wires', () => {
    expect(source).not.toMatch(/\b(try|catch)\b|\.catch\(/);
    expect(source).not.toMatch(/process\.env|\benv\b/);
  });
});

it('every file is named in kebab-case', () => {
  const folders = ['bench', 'cli', 'deploy', 'functions', 'lib', 'local', 'packaging', 'statemachines', 'test'];
  const all = folders.flatMap((folder) => filesBelow(join(root, folder)).map((file) => join(folder, file)));
  const code = all.filter((file) => /\.(ts|js|yml|asl\.json)$/.test(file));
  expect(code.length).toBeGreaterThan(40);
  expect(code.filter((file) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z]+)+$/.test(basename(file)))).toEqual([]);
});
