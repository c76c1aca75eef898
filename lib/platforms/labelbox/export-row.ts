import * as z from 'zod/mini';

// A row of export v2: https://docs.labelbox.com/reference/label-export. Exports drift, so keys come and go
// (`feature_schema_id`, `value`, `global_key`), and unknown ones are left alone. What IS read must be right.

const name = z.string().check(z.minLength(1));

/** A chosen option of a question, with the questions that open below it. */
export const Choice = z.object({
  name,
  get classifications() {
    return z.nullish(z.array(Classification));
  },
});
export type Choice = z.infer<typeof Choice>;

/** A question and its answer. Loose: an answer of a kind unknown here must be seen to be refused. */
export const Classification = z.looseObject({
  feature_id: z.nullish(name),
  name,
  get radio_answer() {
    return z.nullish(Choice);
  },
  get checklist_answers() {
    return z.nullish(z.array(Choice));
  },
  text_answer: z.nullish(z.object({ content: z.string() })),
});
export type Classification = z.infer<typeof Classification>;

/** The geometry stands under a key of its own for each kind: shapes.ts. */
export const LabelObject = z.looseObject({
  feature_id: z.nullish(name),
  name,
  annotation_kind: z.string(),
  color: z.nullish(z.string()),
  classifications: z.nullish(z.array(Classification)),
});
export type LabelObject = z.infer<typeof LabelObject>;

export const Annotations = z.looseObject({
  objects: z.optional(z.array(LabelObject)),
  classifications: z.optional(z.array(Classification)),
  relationships: z.nullish(z.array(z.unknown())),
});
export type Annotations = z.infer<typeof Annotations>;

export const ExportedLabel = z.object({
  id: z.nullish(name),
  label_kind: z.nullish(z.string()),
  label_details: z.nullish(
    z.object({
      updated_at: z.nullish(z.string()),
      content_last_updated_at: z.nullish(z.string()),
      created_by: z.nullish(name),
    }),
  ),
  performance_details: z.nullish(z.object({ skipped: z.nullish(z.boolean()) })),
  annotations: Annotations,
});
export type ExportedLabel = z.infer<typeof ExportedLabel>;

const size = z.nullish(z.int().check(z.positive()));

export const MediaAttributes = z.object({
  width: size,
  height: size,
  asset_type: z.nullish(z.string()),
  mime_type: z.nullish(z.string()),
});
export type MediaAttributes = z.infer<typeof MediaAttributes>;

export const DataRow = z.object({
  id: name,
  external_id: z.nullish(z.string()),
  global_key: z.nullish(z.string()),
  row_data: z.nullish(z.string()),
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
      project_details: z.nullish(z.object({ workflow_status: z.nullish(z.string()) })),
    }),
  ),
});
