// "2023-07-24T13:16:59.000+00:00" in exports, "2021-03-17T13:51:59Z" in webhooks; no zone means UTC.
const pattern = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?\s?(Z|[+-]\d\d:?\d\d)?$/i;
/** A zone can carry a time past 9999, which ISO 8601 writes in a form that events do not have. */
const fourDigitYear = /^\d{4}-/;

export type Instant = {
  /** Since 1970. A millisecond is too coarse to order two changes of one label. */
  readonly microseconds: number;
  /** In UTC, with milliseconds. */
  readonly iso: string;
};

/** A time as Labelbox writes it; undefined when it cannot be read. */
export function instant(text: unknown): Instant | undefined {
  const [, day, time, fraction = '', zone = 'Z'] = typeof text === 'string' ? (pattern.exec(text) ?? []) : [];
  if (day === undefined || time === undefined) return undefined;
  const seconds = Date.parse(`${day}T${time}${zone.replace(/^(...)(\d\d)$/, '$1:$2').toUpperCase()}`);
  if (Number.isNaN(seconds) || seconds < 0) return undefined;
  const microseconds = seconds * 1000 + Number(fraction.padEnd(6, '0').slice(0, 6));
  const iso = new Date(Math.floor(microseconds / 1000)).toISOString();
  return fourDigitYear.test(iso) ? { microseconds, iso } : undefined;
}

export const later = (instants: readonly Instant[]): Instant | undefined =>
  instants.reduce<Instant | undefined>(
    (latest, next) => (latest && latest.microseconds >= next.microseconds ? latest : next),
    undefined,
  );
