import { createRequire } from 'node:module';
import { join } from 'node:path';
import { cruise as cruiseFiles, type ICruiseOptions, type ICruiseResult } from 'dependency-cruiser';
import { root } from '../support/examples.ts';

type Configuration = { forbidden: { name: string }[]; options: ICruiseOptions };
const { forbidden, options }: Configuration = createRequire(import.meta.url)(join(root, '.dependency-cruiser.cjs'));

export const importRules = forbidden.map(({ name }) => name);

/** Follows the imports of files and folders below a folder, and judges each by the rules of `npm run check`. */
export async function cruise(baseDir: string, what: string[]): Promise<ICruiseResult> {
  const { output } = await cruiseFiles(what, { ...options, baseDir, validate: true, ruleSet: { forbidden } as never });
  return output as ICruiseResult;
}
