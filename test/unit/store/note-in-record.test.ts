import { expect, it } from 'vitest';
import { noteFailure } from '../../../lib/store/note-in-record.ts';
import { readRecord } from '../../../lib/store/record.ts';
import { MemoryStore } from '../../support/memory-store.ts';

const name = { connection: 'encord', project: 'project-1', label: 'label-1' };

it.each([
  ['the newest of them, whichever was given up last', [20, 10], 20],
  ['the last one, where it is the newest', [10, 20], 20],
  ['none, where the last one is not known', [20, undefined], undefined],
  ['none, where an earlier one is not known', [undefined, 20], undefined],
])('the failure of a label that is given up twice has of the two revisions %s', async (_, revisions, expected) => {
  const store = new MemoryStore();
  for (const [index, revision] of revisions.entries()) {
    const failure = { error: 'InvalidLabel', message: `edit ${index}`, revision };
    const about = {
      commit: `commit-${index}`,
      event: `event-${index}`,
      at: new Date(index),
      writtenBy: 'labelwire test',
    };
    await noteFailure(store, { ...name, ...about, failure });
  }
  const failure = (await readRecord(store, name))?.record.failure;
  expect(failure).toMatchObject({ message: 'edit 1', at: new Date(1).toISOString() });
  expect(failure?.revision).toBe(expected);
});
