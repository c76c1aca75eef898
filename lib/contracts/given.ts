/** `undefined` is allowed in, and never comes out: what `exactOptionalPropertyTypes` asks of an optional field. */
type Given<Fields> = { [Key in keyof Fields as undefined extends Fields[Key] ? never : Key]: Fields[Key] } & {
  [Key in keyof Fields as undefined extends Fields[Key] ? Key : never]?: Exclude<Fields[Key], undefined>;
};

/** The fields that have a value, in the order they are written: `given({ label, dataUnit: undefined })` → `{ label }`. */
export const given = <const Fields extends object>(fields: Fields): Given<Fields> =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Given<Fields>;
