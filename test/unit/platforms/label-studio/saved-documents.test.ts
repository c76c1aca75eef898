import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { savedFilesIn } from '../../../../cli/normalise/saved-folder.ts';
import documents from '../../../../lib/platforms/label-studio/saved-documents.ts';
import { newFolder } from '../../../../local/new-folder.ts';

import { aResult, aTask, imageConfig } from './tasks.ts';

const reasonsIn = (document: unknown) =>
  [...documents.labelsIn(document, '12')].flatMap((found) => ('reason' in found ? found.reason : []));

it.each<[string, unknown, RegExp]>([
  ['a number', 7, /must be a task \(a JSON object\), but is a number/],
  ['a task of JSON-MIN', { id: 1, image: 'a.png', label: 'x' }, /Export as JSON, not as JSON-MIN or CSV/],
  ['a task of 2020', { id: 1, data: {}, completions: [] }, /Import it into a newer Label Studio and export it as JSON/],
  ['a task without annotations', aTask([], { annotations: [] }), /nobody has labelled it/],
  ['a task for import', { data: {}, annotations: [{ result: [] }] }, /file for import/],
  ['an annotation without an id', { id: 1, annotations: [{ result: [] }] }, /annotations has no id/],
  ['an annotation without its task', { id: 9, task: 1, result: [] }, /an annotation whose task is not in it/],
  ['a skipped task', aTask([], { annotation: { was_cancelled: true } }), /skipped \(was_cancelled\)/],
])('says why %s holds no label', (_what, document, reason) => {
  expect(reasonsIn(document)).toEqual([expect.stringMatching(reason)]);
});

it('reads the configuration from XML and from the JSON of a project', () => {
  const ontology = { label_config: imageConfig };
  expect(documents.ontology?.read(imageConfig)).toEqual(ontology);
  expect(documents.ontology?.read(JSON.stringify({ id: 12, ...ontology }))).toEqual(ontology);
});

it.each([
  ['text', /must be XML or JSON, but is neither/],
  ['null', /label_config of the JSON, but is missing/],
  ['{"label_config":7}', /label_config of the JSON, but is missing/],
])('refuses the configuration %s', (text, message) => {
  expect(() => documents.ontology?.read(text)).toThrow(
    expect.objectContaining({ name: 'InvalidRequest', message: expect.stringMatching(message) }),
  );
});

it.each<[number, string, unknown[]]>([
  [1, 'no result, which fits any', []],
  [1, 'one pair of it, twice', [aResult({ id: 'a' }), aResult({ id: 'b' })]],
  [0, 'no pair of it', [aResult({ from_name: 'another' })]],
  [0, 'a control of it about another tag', [aResult({ to_name: 'another' })]],
  [2, 'two pairs of it and an unknown one', [aResult({}), aResult({ from_name: 'kind' }), aResult({ from_name: 'c' })]],
])('counts %i for a configuration where the document has %s', (count, _what, results) => {
  const ontology = {
    label_config:
      '<View><Image name="image" value="$image"/><Rectangle name="box" toName="image"/><Labels name="kind" toName="image"/></View>',
  };
  expect(documents.ontology?.fits(ontology, aTask(results))).toBe(count);
});

it('knows the controls of a repeater by the data of the task', () => {
  const label_config =
    '<View><Repeater on="$pages"><Image name="page_{{idx}}" value="$pages[{{idx}}]"/><Labels name="kind_{{idx}}" toName="page_{{idx}}"/></Repeater></View>';
  const results = [aResult({ from_name: 'kind_1', to_name: 'page_1' })];
  expect(documents.ontology?.fits({ label_config }, aTask(results, { data: { pages: ['a.png', 'b.png'] } }))).toBe(1);
  expect(documents.ontology?.fits({ label_config }, aTask(results, { data: { pages: ['a.png'] } }))).toBe(0);
});

it('lets a broken configuration fit, so that the label is refused by its reason', () => {
  expect(documents.ontology?.fits({ label_config: '<View>' }, aTask([aResult({})]))).toBe(1);
});

it('reads a file of a target storage, an annotation with its task in it, like the task with the annotation', () => {
  const task = aTask([aResult({})], { annotation: { project: 12, completed_by: { id: 1, email: 'a@example.org' } } });
  const { annotations, ...rest } = task as { annotations: [object] };
  const found = [...documents.labelsIn({ ...annotations[0], task: rest }, undefined)];
  expect(found).toEqual([...documents.labelsIn(task, undefined)]);
  expect(found).toEqual([expect.objectContaining({ project: '12', ref: { label: '9001', dataUnit: '501' } })]);
});

it('says of a skipped annotation of a target storage that nobody has labelled its task', () => {
  const { annotations, ...rest } = aTask([]) as { annotations: [object] };
  const skipped = { ...annotations[0], was_cancelled: true, task: rest };
  expect([...documents.labelsIn(skipped, '12')]).toEqual([expect.objectContaining({ isNotLabelled: true })]);
});

it('finds the files of a target storage, which have no ending, beside exports', async () => {
  const folder = newFolder();
  const names = ['31', '501', 'export.json', 'notes', '7.txt'];
  for (const name of names) writeFileSync(join(folder, name), '{}');
  const { files } = await savedFilesIn(folder, documents);
  expect(files.map(({ name }) => name)).toEqual(['31', '501', 'export.json']);
});
