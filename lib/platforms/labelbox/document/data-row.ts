import * as z from 'zod/mini';

// A row of export v2: https://docs.labelbox.com/reference/label-export. Exports drift, so keys come and go
// (`feature_schema_id`, `value`, `global_key`), and unknown ones are left alone. What IS read must be right.
// What a label holds by the thousand is read by hand: fields.ts.

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
  /** A second. */
  frame_rate: measure,
  frame_count: z.nullish(z.int().check(z.nonnegative())),
  /** Seconds. */
  duration: measure,
});
export type MediaAttributes = z.infer<typeof MediaAttributes>;

export const DataRow = z.object({
  id: name,
  external_id: text,
  global_key: text,
  /** A URL, a text, or JSON, mostly as a text. */
  row_data: z.optional(z.unknown()),
});
export type DataRow = z.infer<typeof DataRow>;

/** One data row, with the labels still unread: each is parsed on its own, so that errors give the path inside the label. */
export const ExportRow = z.object({
  data_row: DataRow,
  media_attributes: z.nullish(MediaAttributes),
  projects: z.record(
    z.string(),
    z.object({
      labels: z.array(z.unknown()),
      /** Of labels that are the truth others of the row are measured by: reader.ts takes it from those others. */
      benchmark_reference_labels: z.nullish(z.array(z.string())),
      project_details: z.nullish(z.object({ workflow_status: text })),
    }),
  ),
});
export type ExportRow = z.infer<typeof ExportRow>;
