import { expect, it } from 'vitest';
import { labelOf } from './label-of.ts';

const pairConfig = `<View>
  <Text name="question" value="$question"/>
  <Text name="first" value="$first"/><Text name="second" value="$second"/>
  <Pairwise name="better" toName="first,second"/>
</View>`;
const pair = { question: 'Which port lies north?', first: 'Kiel', second: 'Rome' };
const better = { id: 'p', from_name: 'better', to_name: 'better', type: 'pairwise', value: { selected: 'left' } };

const listConfig = `<View>
  <Text name="task" value="$task"/><Text name="prompt" value="$prompt"/>
  <List name="answers" value="$items" title="Answers"/><Ranker name="order" toName="answers"/>
</View>`;
const items = [
  { id: 'a', title: 'One model', body: 'At noon.' },
  { id: 'b', title: 'Another model', body: 'At nine.' },
];
const ranked = { id: 'r', from_name: 'order', to_name: 'order', type: 'ranker', value: { ranker: ['b', 'a'] } };
const asked = { task: 'Rank these.', prompt: 'When does the ferry leave?', items };

const comparedIn = (result: { id: string }, config: string, data: object) => {
  const { units, annotations } = labelOf([result], config, { data });
  const annotation = annotations.find(({ id }) => id === result.id);
  return { unit: units.find(({ id }) => id === annotation?.unit), answers: annotation?.attributes };
};

it('reads two compared texts as alternatives to the text beside them, of which the answer names one', () => {
  const { unit, answers } = comparedIn(better, pairConfig, pair);
  expect(unit).toMatchObject({
    media: 'conversation',
    messages: [
      { id: 'question', author: 'user', text: 'Which port lies north?' },
      { id: 'left', author: 'first', text: 'Kiel' },
      { id: 'right', author: 'second', text: 'Rome' },
    ],
  });
  expect(answers).toEqual([{ name: 'better', value: { kind: 'radio', choice: { name: 'left', attributes: [] } } }]);
});

it('reads ranked items as alternatives to all texts beside them, by the ids that the ranking has', () => {
  const { unit, answers } = comparedIn(ranked, listConfig, asked);
  expect(unit).toMatchObject({
    media: 'conversation',
    messages: [
      { id: 'task', author: 'user', text: 'Rank these.' },
      { id: 'prompt', author: 'user', text: 'When does the ferry leave?' },
      { id: 'a', author: 'a', text: 'At noon.' },
      { id: 'b', author: 'b', text: 'At nine.' },
    ],
  });
  expect(answers).toEqual([{ name: 'order', value: { kind: 'ranking', items: ['b', 'a'] } }]);
});

it('takes the text of an item from its title where it has no body', () => {
  const titled = [
    { id: 1, title: 'Kiel' },
    { id: 2, title: 'Rome', body: '' },
  ];
  const { unit } = comparedIn(ranked, listConfig, { ...asked, items: titled });
  expect(unit?.messages?.slice(2)).toEqual([
    { id: '1', author: '1', text: 'Kiel' },
    { id: '2', author: '2', text: 'Rome' },
  ]);
});

it.each([
  ['nothing is shown beside them', better, pairConfig.replace(/<Text name="question"[^>]*>/, ''), pair],
  [
    'what is beside them is a text of the configuration',
    better,
    pairConfig.replace('"$question"', '"Choose one"'),
    pair,
  ],
  [
    'what is beside them is compared, too',
    better,
    pairConfig.replace('</View>', '<Pairwise name="other" toName="question,first"/></View>'),
    pair,
  ],
  ['they are pictures', better, pairConfig.replaceAll(/<Text name="(first|second)"/g, '<Image name="$1"'), pair],
  ['the task lacks one of them', better, pairConfig, { ...pair, second: undefined }],
  ['an item has no text', ranked, listConfig, { ...asked, items: [items[0], { id: 'b', html: '<b>At nine.</b>' }] }],
  ['two items have one id', ranked, listConfig, { ...asked, items: [items[0], items[0]] }],
  ['the task has no list of items', ranked, listConfig, { ...asked, items: 'none' }],
])('leaves what is compared a table or a list where %s', (_, result, config, data) => {
  const { unit } = comparedIn(result, config, data);
  expect(unit?.media).toBe('structured');
  expect(unit?.messages).toBeUndefined();
});
