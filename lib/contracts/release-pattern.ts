/** What a schedule calls its releases: a name with these parts in it, each of the time that the release was due at, in UTC. */
export const nameParts = {
  /** `2026-11-28` */
  '{date}': (at: string) => at.slice(0, 10),
  /** `0300` */
  '{time}': (at: string) => at.slice(11, 16).replace(':', ''),
} as const;

const parts = Object.entries(nameParts);

/** `harbour-{date}` at 2026-11-28T03:00:00Z → `harbour-2026-11-28`. `at` is ISO 8601 with any offset. */
export function nameAt(pattern: string, at: string): string {
  const utc = new Date(at).toISOString();
  return parts.reduce((name, [part, textAt]) => name.replaceAll(part, textAt(utc)), pattern);
}

/** Whether two patterns have a name in common, at whatever times: digits of a part may be any. */
export function canMeet(one: string, other: string): boolean {
  const [names, others] = [shapeOf(one), shapeOf(other)];
  if (names.length !== others.length) return false;
  return [...names].every((letter, index) => isLike(letter, others[index] ?? ''));
}

const anyDigit = '#';

/** Every name of a pattern is equally long. */
const shapeOf = (pattern: string): string =>
  parts.reduce(
    (shape, [part, textAt]) => shape.replaceAll(part, textAt('2026-11-28T03:00:00Z').replaceAll(/\d/g, anyDigit)),
    pattern,
  );

const isLike = (one: string, other: string): boolean =>
  one === other || (one === anyDigit && /\d/.test(other)) || (other === anyDigit && /\d/.test(one));
