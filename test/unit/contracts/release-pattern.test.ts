import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canMeet, nameAt } from '../../../lib/contracts/release-pattern.ts';
import { propertyRuns } from '../../support/property-runs.ts';

const parts = fc.constantFrom('{date}', '{time}', '-', '.', 'a', '1', '2026', '11-28', '03');
const pattern = fc.array(parts, { minLength: 1, maxLength: 5 }).map((list) => list.join(''));
const instant = fc
  .date({ min: new Date('2020-01-01T00:00:00Z'), max: new Date('2099-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString());

describe('the name of a release', () => {
  it.each([
    ['harbour-{date}', '2026-11-28T03:00:00Z', 'harbour-2026-11-28'],
    ['{date}-{time}', '2026-11-28T03:05:59.123Z', '2026-11-28-0305'],
    ['{date}.{date}', '2026-11-28T23:59:00Z', '2026-11-28.2026-11-28'],
    ['{date}-{time}', '2026-11-28T23:30:00-02:00', '2026-11-29-0130'],
    ['plain', '2026-11-28T03:00:00Z', 'plain'],
  ])('of %s at %s is %s, in UTC', (text, at, name) => {
    expect(nameAt(text, at)).toBe(name);
  });
});

describe('two patterns', () => {
  it.each([
    ['harbour-{date}', 'harbour-{date}', true],
    ['{date}-a', '{date}-b', false],
    ['{date}{time}', '{time}{date}', false],
    ['{date}', '2026-11-{time}', false],
    ['{date}-{time}', '{date}-0300', true],
    ['a-{date}', 'ab-{date}', false],
  ])('%s and %s can make one name: %s', (one, other, expected) => {
    expect([canMeet(one, other), canMeet(other, one)]).toEqual([expected, expected]);
  });

  it('that make one name at any times are always found', () => {
    fc.assert(
      fc.property(pattern, pattern, instant, instant, (one, other, at, otherAt) => {
        if (nameAt(one, at) === nameAt(other, otherAt)) expect(canMeet(one, other)).toBe(true);
      }),
      { numRuns: propertyRuns(500) },
    );
  });

  it('of which one is a name that the other makes are found', () => {
    fc.assert(
      fc.property(pattern, instant, (text, at) => {
        expect(canMeet(text, nameAt(text, at))).toBe(true);
      }),
      { numRuns: propertyRuns(200) },
    );
  });
});
