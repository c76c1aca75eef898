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
