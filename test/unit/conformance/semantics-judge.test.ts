import { expect, it } from 'vitest';
import { type Difference, judge, type Outcome } from '../../conformance/semantics/judge.ts';

const both = ['here', 'there'];
const passed: Outcome[] = both.map((implementation) => ({ implementation, rule: 'S3: reads', failure: undefined }));
const broken = passed.map((outcome) =>
  outcome.implementation === 'there' ? { ...outcome, failure: 'got 500' } : outcome,
);
const known: Difference = {
  implementation: 'there',
  rule: 'S3: reads',
  shows: /500/,
  reason: 'It does not read.',
  documented: 'https://example.org',
};

it('passes when every rule holds everywhere', () => {
  const { faults, verdictOf } = judge(both, passed, []);
  expect(faults).toEqual([]);
  expect(both.map((each) => verdictOf('S3: reads', each))).toEqual(['pass', 'pass']);
});

it('takes a broken rule for a known difference only where and how it is listed', () => {
  const { faults, verdictOf } = judge(both, broken, [known]);
  expect(faults).toEqual([]);
  expect(both.map((each) => verdictOf('S3: reads', each))).toEqual(['pass', 'differs']);
});

it('fails for a broken rule that nobody listed', () => {
  const { faults, verdictOf } = judge(both, broken, []);
  expect(faults).toEqual(['there, S3: reads: got 500']);
  expect(verdictOf('S3: reads', 'there')).toBe('FAIL');
});

it.each([
  ['on another implementation', { implementation: 'elsewhere' }],
  ['of another rule', { rule: 'S3: writes' }],
  ['that shows otherwise', { shows: /404/ }],
])('fails for a broken rule and for a listed difference %s', (_, other) => {
  expect(judge(both, broken, [{ ...known, ...other }]).faults).toHaveLength(2);
});

it('fails when a listed difference has gone', () => {
  expect(judge(both, passed, [known]).faults).toEqual([expect.stringContaining('there, S3: reads: does not differ')]);
});

it('passes when a listed race does not show, and still fails on another failure of its rule', () => {
  expect(judge(both, passed, [{ ...known, isRace: true }]).faults).toEqual([]);
  expect(judge(both, broken, [{ ...known, isRace: true, shows: /another/ }]).faults).toHaveLength(1);
});

it('fails when a rule was not tried on one of them, or none at all', () => {
  expect(judge(both, passed.slice(0, 1), []).faults).toEqual(['there, S3: reads: not run.']);
  expect(judge(both, [], []).faults).toEqual(['No rule was tried.']);
});
