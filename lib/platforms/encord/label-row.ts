import * as z from 'zod/mini';
import { explainIssues } from '../../label/schema-error.ts';
import { InvalidLabel } from '../../workflow/errors.ts';

/**
 * A label row as `query_type: labelrow` gives it: only what is used, of images and image groups only. Old rows lack many
 * fields: https://docs.encord.com/platform-documentation/Annotate/annotate-export/annotate-export-json
 */

const name = z.string().check(z.minLength(1));
const text = z.nullish(z.string());

/** Chosen options of a radio (one) or a checklist (those ticked), a text, a number, or nothing where it stands unanswered. */
const Answers = z.nullish(z.union([z.string(), z.number(), z.array(z.object({ name, featureHash: text }))]));

/** The answer to one question. Answers to nested questions stand beside it, not in it. */
const Answer = z.object({ name, featureHash: text, answers: Answers });
export type Answer = z.infer<typeof Answer>;

/** First and last place, both inclusive: in image groups the `data_sequence` of units, in an image 0. */
const Ranges = z.array(z.tuple([z.number(), z.number()]));
export type Ranges = z.infer<typeof Ranges>;

const Spaces = z.nullish(z.record(z.string(), z.unknown()));

/** An answer that may differ between the units of an image group. */
const Action = z.extend(Answer, { range: Ranges, spaceId: text });

const Edited = { createdAt: text, createdBy: text, lastEditedAt: text, lastEditedBy: text };
const Placed = { ...Edited, featureHash: text, confidence: z.nullish(z.number()), isDeleted: z.nullish(z.boolean()) };

/** Its geometry stands under a key of its own, by shape. */
const PlacedObject = z.looseObject({ ...Placed, objectHash: name, name, color: text, shape: z.string() });
export type PlacedObject = z.infer<typeof PlacedObject>;

const PlacedClassification = z.object({ ...Placed, classificationHash: name, name: text });
export type PlacedClassification = z.infer<typeof PlacedClassification>;

const DataUnit = z.object({
  data_title: text,
  data_type: text,
  data_link: text,
  data_sequence: z.nullish(z.union([z.number(), z.string()])),
  width: z.nullish(z.number()),
  height: z.nullish(z.number()),
  labels: z.looseObject({
    objects: z.nullish(z.array(PlacedObject)),
    classifications: z.nullish(z.array(PlacedClassification)),
  }),
});
export type DataUnit = z.infer<typeof DataUnit>;

const ObjectAnswer = z.object({
  classifications: z.array(Answer),
  range: z.nullish(z.array(z.unknown())),
  spaces: Spaces,
});

const ClassificationAnswer = z.object({
  ...Edited,
  featureHash: text,
  classifications: z.array(Answer),
  range: z.nullish(Ranges),
  spaces: Spaces,
  confidence: z.nullish(z.number()),
});
export type ClassificationAnswer = z.infer<typeof ClassificationAnswer>;

const byHash = <Entry extends z.ZodMiniType>(entry: Entry) => z.nullish(z.record(z.string(), entry));

export const LabelRow = z.object({
  label_hash: name,
  branch_name: text,
  last_edited_at: text,
  data_title: text,
  data_type: z.string(),
  label_status: text,
  annotation_task_status: text,
  workflow_graph_node: z.nullish(z.object({ title: text })),
  data_units: z.record(z.string(), DataUnit),
  object_answers: byHash(ObjectAnswer),
  object_actions: byHash(z.object({ actions: z.array(Action) })),
  classification_answers: byHash(ClassificationAnswer),
  spaces: Spaces,
});
export type LabelRow = z.infer<typeof LabelRow>;

/** Read first: rows of other kinds have another form, and their own name is the better message. */
export const RowKind = z.object({ data_type: z.string() });

/** `place` is a path into the label row, such as `data_units.<hash>.labels.objects[3]`. */
export const invalidAt = (place: string, why: string) => new InvalidLabel(`${place}: ${why}.`);

/** A value of the given schema, or InvalidLabel that says where in the row it breaks it. */
export function parseAt<Schema extends z.ZodMiniType>(schema: Schema, value: unknown, place: string): z.infer<Schema> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw invalidAt(place, explainIssues(parsed.error, value));
  return parsed.data;
}

/** A vendor's keyword as a message may name it: never longer than any real one. */
export const keyword = (word: string) => JSON.stringify(word.slice(0, 40));
