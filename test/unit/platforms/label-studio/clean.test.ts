import { expect, it } from 'vitest';
import { clean } from '../../../../lib/platforms/label-studio/document/clean.ts';
import { aTask } from './tasks.ts';

it('removes names of people, keys, and what changes at every fetch', () => {
  const user = {
    id: 7,
    email: 'annotator@example.org',
    first_name: 'Ada',
    last_name: 'Example',
    initials: 'ae',
    avatar: null,
  };
  const fetched = (ago: string) => ({
    ...aTask([{ id: 'a', value: { text: ['first_name', 'call me'] }, first_name: 'stays in a result' }], {
      annotation: { completed_by: user, created_username: ' annotator@example.org, 7', created_ago: ago },
    }),
    data: { image: 'https://x.example.com/1.png?X-Amz-Signature=1', token: 'a word of the data' },
    annotations_results: '[…]',
    drafts: [{ user: 'annotator@example.org' }],
    project_of: { id: 12, token: 'key-of-the-project' },
  });
  const kept = clean(fetched('1 minute'));
  const text = JSON.stringify(kept);
  expect(text).not.toMatch(/annotator@|Ada|X-Amz|key-of-the-project|annotations_results/);
  expect(text).toMatch(/stays in a result/);
  expect(text).toMatch(/a word of the data/);
  expect(clean(fetched('2 hours'))).toEqual(kept);
});
