import { describe, expect, it } from 'vitest';
import { readSchedule } from '../../../lib/configuration/schedule-expression.ts';

describe('a schedule', () => {
  it.each([
    ['rate(1 day)', false],
    ['rate(7 days)', false],
    ['rate(24 hours)', false],
    ['rate(23 hours)', true],
    ['rate(1440 minutes)', false],
    ['rate(5 minutes)', true],
    ['cron(0 3 * * ? *)', false],
    ['cron(30 3 ? * MON-FRI *)', false],
    ['cron(0 3 L * ? *)', false],
    ['cron(0 3 15W JAN,JUL ? 2026-2030)', false],
    ['cron(0 3 ? * 6#3 *)', false],
    ['cron(0 3 ? * 6L *)', false],
    ['cron(0 3,15 * * ? *)', true],
    ['cron(0/15 3 * * ? *)', true],
    ['cron(0 */6 * * ? *)', true],
    ['cron(* 3 * * ? *)', true],
  ])('%s is due oftener than daily: %s', (text, isOftenerThanDaily) => {
    expect(readSchedule(text)).toEqual({ isOftenerThanDaily });
  });

  it.each([
    ['every night', 'must be cron(…) or rate(…), but is "every night".'],
    ['at(2026-11-28T03:00:00)', 'must be cron(…) or rate(…)'],
    ['rate(0 days)', 'must be a whole number of minutes, hours or days, but is rate(0 days).'],
    ['rate(1 week)', 'must be a whole number of minutes, hours or days'],
    ['cron(0 3 * * *)', 'must have six fields with a space between them, but has 5'],
    ['cron(60 3 * * ? *)', 'must have "*" or numbers from 0 to 59 as its minutes, but has "60".'],
    ['cron(0 24 * * ? *)', 'as its hours, but has "24".'],
    ['cron(0 3 32 * ? *)', 'as its day of the month, but has "32".'],
    ['cron(0 3 1 13 ? *)', 'numbers from 1 to 12 or JAN to DEC as its month, but has "13".'],
    ['cron(0 3 ? * MONDAY *)', 'numbers from 1 to 7 or SUN to SAT as its day of the week, but has "MONDAY".'],
    ['cron(0 3 ? * 0 *)', 'as its day of the week, but has "0".'],
    ['cron(0 3 * * ? 26)', 'as its year, but has "26".'],
    ['cron(0/0 3 * * ? *)', 'as its minutes, but has "0/0".'],
    ['cron(0 1-2-3 * * ? *)', 'as its hours, but has "1-2-3".'],
    ['cron(0 3, * * ? *)', 'as its hours, but has "3,".'],
    ['cron(0 3 * * * *)', 'must have "?" either as its day of the month or as its day of the week, and only once.'],
    ['cron(0 3 ? * ? *)', 'must have "?" either as its day of the month'],
  ])('%s is refused, with what is wrong in it', (text, message) => {
    expect(readSchedule(text)).toEqual(expect.stringContaining(message));
  });
});
