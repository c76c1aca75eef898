// "2025-05-02T08:49:24.923036Z", as Django writes it: https://www.django-rest-framework.org/api-guide/fields/#datetimefield
const pattern = /^(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:?\d\d)?$/i;
/** A zone can carry a time past 9999, which ISO 8601 writes in a form that events do not have. */
const fourDigitYear = /^\d{4}-/;

export type Instant = {
  /** Since 1970. A millisecond is too coarse to order two changes of one label. */
  readonly microseconds: number;
  /** In UTC, with milliseconds. */
  readonly iso: string;
};

/** A time as Label Studio writes it, without a zone in UTC; undefined when it cannot be read. */
export function instant(text: unknown): Instant | undefined {
  const [, time, fraction = '', zone = 'Z'] = typeof text === 'string' ? (pattern.exec(text) ?? []) : [];
  if (time === undefined) return undefined;
  const seconds = Date.parse(`${time.replace(' ', 'T')}${zone.replace(/^(...)(\d\d)$/, '$1:$2').toUpperCase()}`);
  if (Number.isNaN(seconds) || seconds < 0) return undefined;
  const microseconds = seconds * 1000 + Number(fraction.padEnd(6, '0').slice(0, 6));
  const iso = new Date(Math.floor(microseconds / 1000)).toISOString();
  return fourDigitYear.test(iso) ? { microseconds, iso } : undefined;
}
