import { expect, it } from 'vitest';
import { explainIssues } from '../../../lib/contracts/explain-issues.ts';
import { ReleaseRequest } from '../../../lib/contracts/release.ts';
import { aProject, aRequest } from '../../support/built-release.ts';

const problemOf = (request: ReleaseRequest): string | undefined => {
  const { error } = ReleaseRequest.safeParse(request);
  return error && explainIssues(error, request);
};
const shared = (...shares: readonly (readonly [string, number])[]) => ({
  shares: shares.map(([name, share]) => ({ name, share })),
});

it.each([
  ['three thirds', shared(['a', 1 / 3], ['b', 1 / 3], ['c', 1 / 3])],
  ['shares whose sum is not 1 as computers add', shared(['a', 0.7], ['b', 0.2], ['c', 0.1])],
  ['a list, which needs none', { ...shared(['a', 0], ['b', 0]), list: 'releases/r1/_split-list/list.tsv' }],
])('a request may have %s', (_, split) => {
  expect(problemOf(aRequest({ split }))).toBeUndefined();
});

it.each([
  ['split must have shares that are 1 together', { split: shared(['a', 0.33], ['b', 0.33], ['c', 0.33]) }],
  ['split.shares must name each split once', { split: shared(['a', 0.5], ['a', 0.5]) }],
  ['projects must name each project once', { projects: [aProject, { ...aProject }] }],
])('an execution that somebody starts by hand is refused, too: %s', (problem, parts) => {
  expect(problemOf(aRequest(parts))).toBe(problem);
});
