/** `1 label`, `12,000 labels` */
export const counted = (count: number, noun: string): string =>
  `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`;

export function agoText(then: Date, now: Date): string {
  const seconds = Math.max(0, Math.round((now.getTime() - then.getTime()) / 1_000));
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} min ago`;
  return seconds < 48 * 3_600 ? `${Math.floor(seconds / 3_600)} h ago` : `${Math.floor(seconds / 86_400)} days ago`;
}

/** `2026-05-04 12:00:00`, in UTC as the command line has it. */
export const timeText = (instant: string | Date): string =>
  (typeof instant === 'string' ? instant : instant.toISOString()).slice(0, 19).replace('T', ' ');

/** Control characters and marks of direction, which could hide or reverse what is beside them, as `\u202e`. */
export { printable } from '../../lib/contracts/printable.ts';
