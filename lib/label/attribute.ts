import * as z from 'zod/mini';

const name = z.string().check(z.minLength(1));

/** Who made it, where the platform says so; `model-edited`: a model, and a person changed it. */
export const Origin = z.enum(['person', 'model', 'model-edited']);
export type Origin = z.infer<typeof Origin>;

const confidence = z.optional(z.number().check(z.gte(0), z.lte(1)));

/** An answer to a question of the ontology. Answers may carry further questions of their own, to any depth. */
export const Attribute = z.strictObject({
  name,
  get value() {
    return AttributeValue;
  },
  /** Of this answer, where it differs from that of its annotation. */
  origin: z.optional(Origin),
  /** Of this answer, 0 to 1; that of an annotation's only answer is the annotation's. */
  confidence,
});
export type Attribute = z.infer<typeof Attribute>;

export const Choice = z.strictObject({
  name,
  get attributes() {
    return z.array(Attribute);
  },
  /** Of this choice, 0 to 1. */
  confidence,
});
export type Choice = z.infer<typeof Choice>;

export const AttributeValue = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('radio'), choice: Choice }),
  z.strictObject({ kind: z.literal('checklist'), choices: z.array(Choice) }),
  z.strictObject({ kind: z.literal('text'), text: z.string() }),
  z.strictObject({ kind: z.literal('number'), number: z.number() }),
  /** The first is the best. */
  z.strictObject({ kind: z.literal('ranking'), items: z.array(name) }),
]);
export type AttributeValue = z.infer<typeof AttributeValue>;
