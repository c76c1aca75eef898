// "2023-12-01T10:29:57.901639+00:00" and "2025-01-07 16:12:23" (no zone means UTC), "… UTC"; "Fri, 01 Dec 2023 10:30:02 UTC".
const isoLike = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?\s?(Z|UTC|[+-]\d\d:?\d\d)?$/i;
const httpLike = /^[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d (?:GMT|UTC)$/;
/** A zone can carry a time past 9999, which ISO 8601 writes in a form that events do not have. */
const fourDigitYear = /^\d{4}-/;

export type Instant = {
  /** Since 1970. A millisecond is too coarse to order two changes of one label. */
  readonly microseconds: number;
  /** In UTC, with milliseconds. */
  readonly iso: string;
};

const longest = 64; // and the longest of these styles has 35 characters

/** The objects of neighbouring frames usually carry the same few times: a look here costs a twentieth of reading one. */
const known = new Map<string, Instant | undefined>();
const mostKnown = 10_000;

/** A time as platforms write it; undefined when it cannot be read, or is before 1970. */
export function instant(text: unknown): Instant | undefined {
  if (typeof text !== 'string' || text.length > longest) return undefined;
  if (known.has(text)) return known.get(text);
  if (known.size >= mostKnown) known.clear();
  const found = read(text);
  known.set(text, found);
  return found;
}

function read(text: string): Instant | undefined {
  const [, day, time, fraction = '', zone = 'Z'] = isoLike.exec(text) ?? [];
  const iso8601 = `${day}T${time}${zone
    .replace(/^utc$/i, 'Z')
    .replace(/^(...)(\d\d)$/, '$1:$2')
    .toUpperCase()}`;
  const milliseconds = day ? Date.parse(iso8601) : httpLike.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(milliseconds) || milliseconds < 0) return undefined;
  const microseconds = milliseconds * 1000 + Number(fraction.padEnd(6, '0').slice(0, 6));
  const iso = new Date(Math.floor(microseconds / 1000)).toISOString();
  return fourDigitYear.test(iso) ? { microseconds, iso } : undefined;
}

export const later = (instants: readonly Instant[]): Instant | undefined =>
  instants.reduce<Instant | undefined>(
    (latest, next) => (latest && latest.microseconds >= next.microseconds ? latest : next),
    undefined,
  );

/** When the label of a test delivery changed: unique, and of 1970, since a time of today would be waited for. */
export const timeOfProbe = (now: Date): string => new Date(Math.floor(now.getTime() / 100)).toISOString();
