import { expect, it } from 'vitest';
import documents from '../../../../lib/platforms/encord/saved-documents.ts';

it.each([
  ['without a project, where none is given', undefined, { label_hash: 'l' }, /--project/],
  ['that nobody has begun to label', 'p', { label_hash: null }, /nobody has begun/],
  ['that is a list', 'p', [], /label row/],
])('a label row %s is refused with its reason', (_what, project, document, reason) => {
  expect([...documents.labelsIn(document, project)]).toEqual([{ reason: expect.stringMatching(reason) }]);
});

it('a label row names its label and its data unit', () => {
  const row = { label_hash: 'l', data_hash: 'd' };
  expect([...documents.labelsIn(row, 'p')]).toEqual([
    { project: 'p', ref: { label: 'l', dataUnit: 'd' }, document: row },
  ]);
});
