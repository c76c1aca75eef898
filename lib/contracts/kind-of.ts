/** What kind of thing a value is, for error messages: never the value itself, which may be content of a label. */
export function kindOf(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (value === '') return 'empty';
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value); // NaN, or 1e400 in JSON
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
