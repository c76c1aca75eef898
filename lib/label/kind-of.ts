/** What kind of thing a value is, for error messages: never the value itself, which could be content of a label. */
export const kindOf = (value: unknown): string =>
  value === null ? 'null' : Array.isArray(value) ? `a list of ${value.length}` : typeof value;
