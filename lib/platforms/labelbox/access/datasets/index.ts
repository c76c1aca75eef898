import type { Datasets } from '../../../access.ts';
import { ask, askPatiently } from '../ask.ts';
import { listIntegrations } from '../integrations.ts';
import { type Check, validationOf } from '../validation.ts';
import { importer } from './importer.ts';
import { createDataset, setSigner, validateDataset } from './operations.ts';
import { attachments, type DataRow, identify, rowOf, types } from './row.ts';

export const datasets: Datasets<DataRow> = {
  types,
  // https://docs.labelbox.com/docs/limits and https://docs.labelbox.com/docs/datarow-metadata
  limits: { globalKey: 200, metadataValue: 4096, rowsPerTask: 150_000 },
  attachments,
  // https://docs.labelbox.com/reference/import-tiled-imagery-data. Bounds are [latitude, longitude] in version 1, which EPSG
  // codes have by default.
  tileSystems: ['EPSG3857', 'EPSG4326', 'EPSG3395', 'Simple'],
  row: rowOf,
  identify,
  async create(name, api) {
    return (await ask(api, createDataset, { name })).createDataset.id;
  },
  async defaultIntegration(api) {
    const { iamIntegrations } = await askPatiently(api, listIntegrations);
    return iamIntegrations.find(({ isOrgDefault }) => isOrgDefault === true)?.id;
  },
  async useIntegration(datasetId, signerId, api) {
    await askPatiently(api, setSigner, { signerId, datasetId });
  },
  async validate(id, api) {
    const { validateDataset: answer } = await askPatiently(api, validateDataset, { id });
    return validationOf(answer, 'data set', advise);
  },
  importer,
};

/** Labelbox documents what it checks (CORS, fetch, signing), not the names of the checks, and sends no message. */
const advices: readonly (readonly [name: RegExp, message: string, fix: string])[] = [
  [
    /cors/i,
    'the pages of Labelbox cannot load objects from the bucket',
    '`labelwire access apply` writes the CORS rules.',
  ],
  [
    /sign/i,
    'Labelbox cannot make signed URLs',
    'Look at the integration, its role, and STS in us-east-2: `labelwire access validate`.',
  ],
  [
    /fetch|read|access|get/i,
    'Labelbox cannot read the objects',
    'Look at s3:GetObject of the role, the bucket policy, kms:Decrypt, and the region in the URLs.',
  ],
];

function advise(check?: Check) {
  const [, message = 'Labelbox does not say why', fix = unknownFix] =
    advices.find(([name]) => name.test(check?.name ?? '')) ?? [];
  return { message, fix };
}
const unknownFix = 'Look at the integration in its settings, and at `labelwire access validate`.';
