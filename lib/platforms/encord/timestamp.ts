/** Microseconds since 1970, and the same as ISO 8601 in UTC with milliseconds. */
export type Instant = { readonly microseconds: number; readonly iso: string };

const isoLike = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:\.(\d+))? ?(Z|[+-]\d{2}:?\d{2})?$/;
/** A zone can carry a time past 9999 or before 0000, which ISO 8601 writes in a form that events do not have. */
const fourDigitYear = /^\d{4}-/;
const httpLike = /^[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} (?:GMT|UTC)$/;

const longest = 64; // and the longest of the three styles has 32 characters

/** The objects of neighbouring frames most often carry the same few times: a look here costs a twentieth of reading one. */
const known = new Map<string, Instant | undefined>();
const mostKnown = 10_000;

/**
 * Encord writes times in three styles: `2023-12-01T10:29:57.901639+00:00` (server), `2025-01-07 16:12:23` (older, means
 * UTC) and `Fri, 01 Dec 2023 10:30:02 UTC` (inside annotations). Nothing for a text of any other style.
 */
export function parseTimestamp(text: string): Instant | undefined {
  if (text.length > longest) return undefined;
  if (known.has(text)) return known.get(text);
  if (known.size >= mostKnown) known.clear();
  const instant = read(text);
  known.set(text, instant);
  return instant;
}

function read(text: string): Instant | undefined {
  const [, day, time, fraction = '', zone = 'Z'] = isoLike.exec(text) ?? [];
  const milliseconds = day ? Date.parse(`${day}T${time}${zone}`) : httpLike.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(milliseconds)) return undefined;
  const microseconds = milliseconds * 1000 + Number(fraction.slice(0, 6).padEnd(6, '0'));
  const iso = new Date(Math.floor(microseconds / 1000)).toISOString();
  return fourDigitYear.test(iso) ? { microseconds, iso } : undefined;
}
