import * as z from 'zod/mini';

// A data row of export v2: https://docs.labelbox.com/reference/label-export. Exports drift: keys come and go
// (`feature_schema_id`, `value`, `global_key`), so unknown ones are ignored. What IS read must be right. A schema reads
// the few fields of the row; what a label holds by the thousand is read field by field, which is faster.

const name = z.string().check(z.minLength(1));
const text = z.nullish(z.string());
/** Of any kind: it places nothing, so what cannot be read is left out and reported. */
const anything = z.optional(z.unknown());

export const ExportedLabel = z.object({
  id: z.nullish(name),
  label_kind: text,
  label_details: z.nullish(
    z.object({ updated_at: anything, content_last_updated_at: anything, created_at: anything, created_by: anything }),
  ),
  performance_details: z.nullish(z.object({ skipped: anything, seconds_to_create: anything })),
  annotations: z.record(z.string(), z.unknown()),
});
export type ExportedLabel = z.infer<typeof ExportedLabel>;

/** All but the types is read by media-facts.ts: https://docs.labelbox.com/docs/media-attributes */
export const MediaAttributes = z.object({
  asset_type: text,
  mime_type: text,
  width: z.optional(z.unknown()),
  height: z.optional(z.unknown()),
  exif_rotation: z.optional(z.unknown()),
  /** Frames a second. */
  frame_rate: z.optional(z.unknown()),
  frame_count: z.optional(z.unknown()),
  /** Seconds. */
  duration: z.optional(z.unknown()),
});
export type MediaAttributes = z.infer<typeof MediaAttributes>;

export const RowDetails = z.object({
  id: name,
  external_id: anything,
  global_key: anything,
  /** A URL, a text, or JSON, mostly as a text. */
  row_data: z.optional(z.unknown()),
});
export type RowDetails = z.infer<typeof RowDetails>;

export const RowInProject = z.object({
  /** Each label is parsed on its own, so that errors give the path inside the label. */
  labels: z.array(z.unknown()),
  /** The labels that others of the row are measured by: see narrow-row.ts. */
  benchmark_reference_labels: z.nullish(z.array(z.string())),
  project_details: z.nullish(z.object({ workflow_status: anything })),
});
export type RowInProject = z.infer<typeof RowInProject>;

export const DataRow = z.object({
  data_row: RowDetails,
  media_attributes: z.nullish(MediaAttributes),
  projects: z.record(z.string(), RowInProject),
});
export type DataRow = z.infer<typeof DataRow>;
