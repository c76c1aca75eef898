/** A text that holds a JSON object is that object: some programs write documents as lists of texts. Anything else as it is. */
export function objectWithin(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*\{/.test(value)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value; // a text after all: whoever reads it says what it must be
  }
}
