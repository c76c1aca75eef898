import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.ts';

/** Where a user's folder has the package; the variables of serverless.yml know paths from that folder only. */
const place = 'node_modules/labelwire';

/** What a user's serverless.yml says itself; the rest it takes from `service.yml`. */
const ofTheUser = /^(service|frameworkVersion|configValidationMode):.*\n|^plugins:\n(?: .*\n)*/gm;

/** service.yml of the package: serverless.yml of the sources, read from a user's folder. */
export function serviceFile(): string {
  const source = readFileSync(join(root, 'serverless.yml'), 'utf8');
  return fromPlace(source.replaceAll(ofTheUser, '').trimStart());
}

/** A part of the template, whose variables name files of the package. */
export const fromPlace = (source: string): string => source.replaceAll('${file(', `\${file(${place}/`);
