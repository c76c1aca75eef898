import * as z from 'zod/mini';

const name = z.string().check(z.minLength(1));

/** Who made it, where the platform says so; `model-edited`: a model, and a person changed it. */
export const Origin = z.enum(['person', 'model', 'model-edited']);
export type Origin = z.infer<typeof Origin>;

/** An answer to a question of the ontology. Answers may carry further questions of their own, to any depth. */
export const Attribute = z.strictObject({
  name,
  get value() {
    return AttributeValue;
  },
  /** Of this answer, where it differs from that of its annotation. */
  origin: z.optional(Origin),
});
export type Attribute = z.infer<typeof Attribute>;

export const Choice = z.strictObject({
  name,
  get attributes() {
    return z.array(Attribute);
  },
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
