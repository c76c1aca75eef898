import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { serviceText } from '../../../cli/init/folder-files.ts';
import { serviceFile } from '../../../packaging/service-file.ts';
import { root } from '../../support/examples.ts';

// The tags of CloudFormation (!Ref) mean nothing here.
const read = (text: string) => parse(text, { logLevel: 'silent' }) as Readonly<Record<string, unknown>>;
const ours = read(readFileSync(join(root, 'serverless.yml'), 'utf8'));
const users = read(serviceText({ connections: [], formats: [], bucket: undefined, alarms: undefined, stage: 'prod' }));

it('the serverless.yml of a user has every part of ours: said by itself, or taken from the package', () => {
  expect(Object.keys(users).toSorted()).toEqual(Object.keys(ours).toSorted());
  const service = read(serviceFile());
  const taken = Object.entries(users).filter(([, value]) => /^\$\{file\(/.test(String(value)));
  expect(taken.map(([name]) => name).toSorted()).toEqual(
    Object.keys(service)
      .filter((name) => name !== 'params')
      .toSorted(),
  );
  for (const name of ['service', 'frameworkVersion', 'configValidationMode']) expect(users[name]).toBe(ours[name]);
});

it('the variables of the package’s service.yml name files of the package, as its user finds them', () => {
  const named = [...serviceFile().matchAll(/\$\{file\(([^)]+)\)/g)].map(([, path = '']) => path);
  expect(named.length).toBeGreaterThan(30);
  const place = 'node_modules/labelwire/';
  expect(named.filter((path) => !path.startsWith(place))).toEqual([]);
  expect(named.filter((path) => !existsSync(join(root, path.slice(place.length))))).toEqual([]);
});
