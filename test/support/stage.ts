import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Variables } from '../../deploy/parameters.ts';
import { root } from './examples.ts';

type Service = { params: { default: Record<string, unknown> } };
const { params } = parse(readFileSync(join(root, 'serverless.yml'), 'utf8'), { logLevel: 'silent' }) as Service;

/** The parameters of serverless.yml. */
export const defaultParameters = params.default;

const names: Readonly<Record<string, string>> = { 'self:service': 'labelwire', 'sls:stage': 'dev' };

/** The stage `dev` that gives these parameters, and leaves the others as they are. */
export const aStage = (given: Readonly<Record<string, unknown>>): Variables => ({
  resolveVariable: async (address) =>
    names[address] ?? { ...defaultParameters, ...given }[address.replace(/^param:/, '')],
});
