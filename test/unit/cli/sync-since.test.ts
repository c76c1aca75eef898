import { describe, expect, it } from 'vitest';
import { sinceOf } from '../../../cli/sync/since.ts';

const now = new Date('2026-05-04T12:00:00.000Z');

describe('--since', () => {
  it('takes how long ago it was', () => {
    expect(sinceOf('90m', now)).toBe('2026-05-04T10:30:00.000Z');
    expect(sinceOf('2h', now)).toBe('2026-05-04T10:00:00.000Z');
    expect(sinceOf('3 days ago', now)).toBe('2026-05-01T12:00:00.000Z');
    expect(sinceOf('1w', now)).toBe('2026-04-27T12:00:00.000Z');
  });

  it('takes a time, and a day from its midnight where the person is', () => {
    expect(sinceOf('2026-05-04T09:00:00Z', now)).toBe('2026-05-04T09:00:00.000Z');
    expect(sinceOf('2026-05-04T11:00:00+02:00', now)).toBe('2026-05-04T09:00:00.000Z');
    expect(sinceOf('2026-05-02', now)).toBe(new Date(2026, 4, 2).toISOString());
    expect(sinceOf('yesterday', now)).toBe(new Date(2026, 4, 3).toISOString());
  });

  it('says what it takes where it is neither', () => {
    for (const text of ['', 'soon', 'foo 1', '5', '2026-13-40', '2x'])
      expect(() => sinceOf(text, now), text).toThrow(/^It must be a time such as .* but is "/);
    expect(() => sinceOf('2027-01-01T00:00:00Z', now)).toThrow('must be in the past, but is 2027-01-01');
  });
});
