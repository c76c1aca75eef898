import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import reader from '../../../../lib/platforms/encord/api/reader.ts';
import type { FetchedDocument } from '../../../../lib/platforms/platform.ts';
import { foldersIn, readJson, readJsonIfThere, root } from '../../../support/examples.ts';

const folder = join(root, 'lib', 'platforms', 'encord', 'examples', 'labels');

type Json = Readonly<Record<string, unknown>>;
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;

/** The hash of every object and classification that stands anywhere below, deleted ones left out. */
function hashesIn(value: unknown): string[] {
  if (!isObject(value) || value.isDeleted === true) return [];
  const own = [value.objectHash, value.classificationHash].filter((hash) => typeof hash === 'string');
  return [...own, ...Object.values(value).flatMap(hashesIn)];
}

/** Answers that name a place are no leftovers of something deleted. */
const placed = (answers: unknown): string[] =>
  Object.entries(isObject(answers) ? answers : {}).flatMap(([hash, answer]) => {
    const { range, spaces } = answer as Json;
    return Array.isArray(range) || Object.keys(isObject(spaces) ? spaces : {}).length > 0 ? [hash] : [];
  });

describe.each(foldersIn(folder))('the label row %s', (name) => {
  const at = (file: string) => join(folder, name, file);
  const { project, ...ref } = readJson(at('ref.json')) as FetchedDocument['ref'] & { project: string };
  const document = readJson(at('document.json')) as Json;
  const ontology = readJsonIfThere(at('ontology.json'));

  it('has every one of its objects and classifications in the label', () => {
    const { annotations } = reader.normalise({ ref, document, ...(ontology ? { ontology } : {}) }, project);
    const told = new Set(annotations.flatMap(({ id, track }) => [id, track]));
    const standing = [...hashesIn(document.data_units), ...hashesIn(document.spaces)];
    const answered = [...placed(document.object_answers), ...placed(document.classification_answers)];
    expect([...standing, ...answered].filter((hash) => !told.has(hash))).toEqual([]);
  });
});
