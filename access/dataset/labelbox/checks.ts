import type { PlatformApi } from '../../../lib/platforms/platform.ts';
import { validateDataset } from './operations.ts';
import { askPatiently } from './patient.ts';

export type Finding = { readonly check: string; readonly ok: boolean; readonly told: string };

/** Labelbox documents what it checks (CORS, fetch, signing), not the names of the checks, nor a message of them. */
const mends: readonly (readonly [name: RegExp, mend: string])[] = [
  [/cors/i, 'the bucket does not let the pages of Labelbox load objects: labelwire access apply writes the CORS rules'],
  [
    /sign/i,
    'Labelbox cannot make signed URLs: the integration, its role, or STS in us-east-2. See: labelwire access validate',
  ],
  [
    /fetch|read|access|get/i,
    'Labelbox cannot read the objects: s3:GetObject of the role, the bucket policy, kms:Decrypt, or the region in the URLs',
  ],
];

const mendOf = (name: string): string =>
  mends.find(([known]) => known.test(name))?.[1] ??
  'Labelbox does not say why: look at the integration in its settings, and at labelwire access validate';

/** The platform's own checks of a data set, with what to do about each that fails. */
export async function platformFindings(api: PlatformApi, dataset: string): Promise<readonly Finding[]> {
  const { valid, checks } = (await askPatiently(api, validateDataset, { id: dataset })).validateDataset;
  const told = checks.map(({ name, success }) => ({
    check: `Labelbox: ${name}`,
    ok: success,
    told: success ? 'Labelbox finds it right' : mendOf(name),
  }));
  if (valid || told.some(({ ok }) => !ok)) return told;
  return [...told, { check: 'Labelbox: data set', ok: false, told: mendOf('') }];
}
