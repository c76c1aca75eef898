import { describe, expect, it } from 'vitest';
import documents from '../../../../lib/platforms/encord/saved-documents.ts';

const row = (...features: string[]) => ({
  data_units: { u: { labels: { objects: features.map((featureHash) => ({ featureHash })) } } },
});
const ontology = (...features: string[]) => ({ objects: features.map((featureNodeHash) => ({ featureNodeHash })) });
const fits = (structure: unknown, document: unknown) => documents.ontology?.fits(structure, document);

describe('an ontology', () => {
  it('fits a row by how many of its features it knows, each counted once', () => {
    expect(fits(ontology('a', 'b', 'c'), row('a', 'b', 'a'))).toBe(2);
    expect(fits(ontology('a', 'c'), row('a', 'b'))).toBe(1);
  });

  it('does not fit a row of which it knows no feature', () => {
    expect(fits(ontology('c'), row('a', 'b'))).toBe(0);
    expect(fits({}, row('a'))).toBe(0);
  });

  it('fits any row without features', () => {
    expect(fits(ontology('a'), row())).toBe(1);
    expect(fits(ontology(), null)).toBe(1);
  });

  it('is searched at any depth, however deep', () => {
    const deep = Array.from({ length: 20_000 }).reduce<object>((inner) => ({ inner }), ontology('a'));
    expect(fits(deep, row('a'))).toBe(1);
  });
});

it('a row that nobody has begun to label is not labelled, and a row with labels but no hash is not a label row', () => {
  const outcomesOf = (document: unknown) =>
    [...documents.labelsIn(document, 'project-1')].map((outcome) =>
      'reason' in outcome ? [outcome.reason, outcome.isNotLabelled ?? false] : 'a label',
    );
  const begun = { label_hash: 'l', data_hash: 'd', data_units: {} };
  expect(outcomesOf(begun)).toEqual(['a label']);
  expect(outcomesOf({ ...begun, label_hash: null })).toEqual([[expect.stringContaining('begun to label'), true]]);
  const held = { u: { labels: { objects: [{ objectHash: 'o' }] } } };
  expect(outcomesOf({ ...begun, label_hash: null, data_units: held })).toEqual([
    [expect.stringContaining('label_hash'), false],
  ]);
  expect(outcomesOf({ name: 'something else' })).toEqual([[expect.stringContaining('label_hash'), false]]);
});

it('label rows are found in an answer of the API that was saved as it came, one or several', () => {
  const labelsIn = (document: unknown) => [...documents.labelsIn(document, 'project-1')];
  const one = { label_hash: 'l', data_hash: 'd', data_units: {} };
  const other = { ...one, label_hash: 'm' };
  expect(labelsIn({ status: 200, response: one })).toEqual(labelsIn(one));
  expect(labelsIn({ status: 200, response: [one, other] })).toEqual([...labelsIn(one), ...labelsIn(other)]);
  const refused = [{ reason: expect.stringContaining('label_hash') }];
  expect(labelsIn({ status: 200, response: [] })).toEqual(refused);
  expect(labelsIn({ status: 400, response: ['RESOURCE_NOT_FOUND_ERROR'] })).toEqual(refused);
});

it('a row in the form of 2020, which lacks the size of its data, is refused with the way to a new one', () => {
  const labels = {
    304: { objects: [{ objectHash: 'o', shape: 'bounding_box', bounding_box: {} }], classifications: [] },
  };
  const old = { label_hash: 'l', data_hash: 'd', data_link: '', label_status: 'LABELLED', labels };
  expect([...documents.labelsIn(old, 'project-1')]).toEqual([{ reason: expect.stringMatching(/form of 2020.*again/) }]);
});
