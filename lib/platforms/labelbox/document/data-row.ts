import * as z from 'zod/mini';

// A data row of export v2: https://docs.labelbox.com/reference/label-export. Exports drift: keys come and go
// (`feature_schema_id`, `value`, `global_key`), so unknown ones are ignored. What IS read must be right. A schema reads
// the few fields of the row; what a label holds by the thousand is read field by field, which is faster.

const name = z.string().check(z.minLength(1));
const text = z.nullish(z.string());

export const ExportedLabel = z.object({
  id: z.nullish(name),
  label_kind: text,
  label_details: z.nullish(z.object({ updated_at: text, content_last_updated_at: text, created_by: z.nullish(name) })),
  performance_details: z.nullish(z.object({ skipped: z.nullish(z.boolean()) })),
  annotations: z.record(z.string(), z.unknown()),
});
export type ExportedLabel = z.infer<typeof ExportedLabel>;

const size = z.nullish(z.int().check(z.positive()));
/** 0 where Labelbox could not look into the file. */
const measure = z.nullish(z.number().check(z.nonnegative()));

/** https://docs.labelbox.com/docs/media-attributes */
export const MediaAttributes = z.object({
  width: size,
  height: size,
  asset_type: text,
  mime_type: text,
  exif_rotation: z.nullish(z.union([z.string(), z.number()])),
  /** Frames a second. */
  frame_rate: measure,
  frame_count: z.nullish(z.int().check(z.nonnegative())),
  /** Seconds. */
  duration: measure,
});
export type MediaAttributes = z.infer<typeof MediaAttributes>;

export const RowDetails = z.object({
  id: name,
  external_id: text,
  global_key: text,
  /** A URL, a text, or JSON, mostly as a text. */
  row_data: z.optional(z.unknown()),
});
export type RowDetails = z.infer<typeof RowDetails>;

export const RowInProject = z.object({
  /** Each label is parsed on its own, so that errors give the path inside the label. */
  labels: z.array(z.unknown()),
  /** The labels that others of the row are measured by: see narrow-row.ts. */
  benchmark_reference_labels: z.nullish(z.array(z.string())),
  project_details: z.nullish(z.object({ workflow_status: text })),
});
export type RowInProject = z.infer<typeof RowInProject>;

export const DataRow = z.object({
  data_row: RowDetails,
  media_attributes: z.nullish(MediaAttributes),
  projects: z.record(z.string(), RowInProject),
});
export type DataRow = z.infer<typeof DataRow>;
