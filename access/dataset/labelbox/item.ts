import type { ImportRow } from '../import-row.ts';
import { type metadataFields, UnknownMetadata } from './metadata-fields.ts';

/** AUTO makes a new data row; Labelbox refuses it where its global key is taken, and makes the others. */
export type Item = { readonly id: { readonly type: 'AUTO'; readonly value: '' }; readonly payload: object };

type Making = { readonly datasetId: string; readonly metadata: Awaited<ReturnType<typeof metadataFields>> };

/** A row as it is sent, or why it cannot be. */
export function itemOf({ metadata_fields: fields, ...row }: ImportRow, { datasetId, metadata }: Making): Item | string {
  try {
    const wire = fields && metadata(fields);
    const payload = { dataset_id: datasetId, ...row, ...(wire ? { metadata_fields: wire } : {}) };
    return { id: { type: 'AUTO', value: '' }, payload };
  } catch (error) {
    if (error instanceof UnknownMetadata) return error.message;
    throw error;
  }
}
