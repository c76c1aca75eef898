import { createHmac, randomBytes } from 'node:crypto';
import type { SimulatedPlatform } from '../../testing.ts';
import { withDatasets } from './datasets-api.ts';
import type { ExportRow } from './exports.ts';
import { server } from './server.ts';

const topics = { upserted: 'LABEL_UPDATED', deleted: 'LABEL_DELETED' } as const;

/** Labelbox: GraphQL, streamed exports, webhooks of version 1, data sets. */
export const simulated: SimulatedPlatform = {
  newCredential: () => ({ secret: `key.${randomBytes(24).toString('base64url')}` }),
  server: (credential, labels) => withDatasets(credential, server(credential, labels)),
  // Masks are under /api/v1/, which does not distinguish Labelbox from a platform with a REST API.
  paths: /^\/(graphql$|exports\/)/,

  delivery({ project, label, dataUnit, name, document }, { kind, occurredAt }) {
    const { data_row, projects } = document as ExportRow;
    const at = occurredAt.toISOString();
    const stamps = { createdAt: at, updatedAt: at };
    const details = Object.values(projects)[0]?.labels.find(({ id }) => id === label)?.label_details as
      | { updated_at?: string }
      | undefined;
    return JSON.stringify({
      id: label,
      ...stamps,
      ...(kind === 'upserted' && details?.updated_at ? { updatedAt: details.updated_at } : {}),
      secondsToLabel: 12.5,
      label: JSON.stringify({ objects: [], classifications: [] }), // legacy export v1 in a string
      agreement: null,
      benchmarkAgreement: null,
      deleted: kind === 'deleted',
      project: { id: project, ...stamps, name: 'Simulated project', description: '', deleted: false },
      dataRow: {
        id: dataUnit,
        ...stamps,
        deletedAt: null,
        externalId: data_row.external_id ?? name,
        rowData: data_row.row_data ?? '',
      },
      dataset: {
        id: 'cdataset00000000000000000',
        ...stamps,
        name: 'Simulated data set',
        description: '',
        deleted: false,
      },
      user: { id: 'cannotator000000000000000', email: 'annotator@example.com' },
    });
  },

  sign(body, secret, { id, kind }) {
    const hmac = (algorithm: string) => `${algorithm}=${createHmac(algorithm, secret).update(body).digest('hex')}`;
    return {
      'content-type': 'application/json',
      'x-labelbox-event': topics[kind],
      'x-labelbox-id': id,
      'x-hub-signature': hmac('sha1'),
      'x-hub-signature-256': hmac('sha256'),
    };
  },
};
