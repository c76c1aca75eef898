import { describe, expect, it } from 'vitest';
import type { Annotation, Attribute, Place, Unit } from '../../../../lib/label/label.ts';
import { aLabel } from '../../../support/labels.ts';
import { written } from '../pitfalls/written.ts';

type Said = readonly [author: string | undefined, text: string | undefined];
type Line = {
  messages: { role: string; content: string }[];
  labels: string;
  prompt: { content: string }[];
  chosen: { content: string }[];
  rejected: { content: string }[];
};

const whole: Place = { kind: 'whole' };
const message = (id: number, start?: number, end?: number): Place => ({
  kind: 'message',
  parts: [{ message: `m${id}`, ...(start === undefined ? {} : { start, end }) }],
});
const answer = (question: string, value: Attribute['value'], at: Place = whole): Partial<Annotation> => ({
  category: question,
  at,
  attributes: [{ name: question, value }],
});
const best = (name: string, question = 'best') => answer(question, { kind: 'radio', choice: { name, attributes: [] } });
const text = (said: string): Attribute['value'] => ({ kind: 'text', text: said });

function linesOf(said: readonly Said[], annotations: readonly Partial<Annotation>[] = [], options: object = {}) {
  const messages: NonNullable<Unit['messages']> = said.map(([author, content], index) => ({
    id: `m${index}`,
    ...(author === undefined ? {} : { author }),
    ...(content === undefined ? {} : { text: content }),
  }));
  const unit: Unit = { id: 'unit-1', name: 'chat/1', media: 'conversation' };
  const label = aLabel({
    categories: [
      { name: 'place', kind: 'object' },
      ...['best', 'order', 'tone', 'prompt', 'response'].map((name) => ({ name, kind: 'classification' as const })),
    ],
    units: [messages.length === 0 ? unit : { ...unit, messages }],
    annotations: annotations.map((parts, index) => ({
      id: `a${index}`,
      category: 'tone',
      unit: 'unit-1',
      at: whole,
      attributes: [],
      ...parts,
    })),
  });
  const { text: file, paths, omitted } = written('chat-jsonl', label, options);
  const lines = file.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as Line]));
  return { lines, paths, omitted: omitted.map(({ code, detail }) => [code, detail].filter(Boolean).join(': ')) };
}

const rolesOf = (authors: readonly string[], options: object = {}) =>
  linesOf(
    authors.map((author) => [author, 'x']),
    [],
    options,
  ).lines[0]?.messages.map(({ role }) => role);

describe('messages of a chat', () => {
  it('are of the user where they are by the first to speak, else of the assistant', () => {
    expect(rolesOf(['System', 'Ada', 'Bot', 'Ada'])).toEqual(['system', 'user', 'assistant', 'user']);
  });

  it.each([
    ['whoever speaks first', ['assistant', 'user', 'Assistant'], ['assistant', 'user', 'assistant']],
    ['a tool is neither', ['developer', 'user', 'tool', 'assistant'], ['system', 'user', 'tool', 'assistant']],
    ['others are users of an assistant', ['assistant', 'Ada', 'Eve'], ['assistant', 'user', 'user']],
    ['others are the assistant of a user', ['Bot', 'user', 'Bot'], ['assistant', 'user', 'assistant']],
  ])('have the role that their author is called by: %s', (_what, authors, roles) => {
    expect(rolesOf(authors)).toEqual(roles);
  });

  it('are of users where the assistants are others than who is called so', () => {
    expect(rolesOf(['Bot', 'assistant', 'tool'], { assistants: ['Bot'] })).toEqual(['assistant', 'user', 'tool']);
  });

  it('are of the assistant where its author is named as one, and of users else', () => {
    expect(rolesOf(['Bot', 'Ada', 'Bot', 'Eve'], { assistants: ['Bot'] })).toEqual([
      'assistant',
      'user',
      'assistant',
      'user',
    ]);
  });

  it('have beside them what is said of the conversation, of a message, and of a part of one in code points', () => {
    const { lines } = linesOf(
      [
        ['Ada', '👋 Kiel?'],
        ['Bot', 'Yes.'],
      ],
      [
        { category: 'place', categoryKind: 'object', at: message(0, 3, 7) },
        answer('tone', text('kind'), message(1)),
        answer('tone', text('short')),
      ],
    );
    expect(JSON.parse(lines[0]?.labels ?? '')).toEqual([
      { name: 'place', message: 0, start: 2, end: 6 },
      { name: 'tone', message: 1, value: 'kind' },
      { name: 'tone', value: 'short' },
    ]);
  });

  it('are a prompt and its response, where both are answers of people', () => {
    const { lines } = linesOf([], [answer('response', text('Kiel.')), answer('prompt', text('A harbour?'))]);
    expect(lines[0]?.messages).toEqual([
      { role: 'user', content: 'A harbour?' },
      { role: 'assistant', content: 'Kiel.' },
    ]);
  });

  const arena: Said[] = [
    ['human', 'A harbour?'],
    ['model-a', 'Rome'],
    ['model-b', 'Kiel'],
    ['human', 'Thanks.'],
  ];

  it('are the best of several answers to one prompt, and what is said of the others is reported', () => {
    const { lines, omitted } = linesOf(arena, [best('m2'), answer('tone', text('rude'), message(1))]);
    expect(lines[0]?.messages.map(({ content }) => content)).toEqual(['A harbour?', 'Kiel', 'Thanks.']);
    expect(omitted).toEqual(['answer-not-held: best', 'answer-not-held: of a message that is not in the line']);
  });

  it('are two in a row where one author says both, and nobody compares them', () => {
    const said: Said[] = [
      ['Ada', 'Hello?'],
      ['Bot', 'Hello.'],
      ['Bot', 'How can I help?'],
    ];
    expect(linesOf(said).lines[0]?.messages.map(({ role }) => role)).toEqual(['user', 'assistant', 'assistant']);
  });

  it.each<[string, readonly Said[], string]>([
    [
      'answers of several models, none of which is the best',
      arena,
      'answer-not-held: which of several answers is the best',
    ],
    ['a message without a text', [['Ada', undefined]], 'text-unknown: of a message'],
    ['a message without an author', [[undefined, 'Hello?']], 'author-unknown: of a message'],
    ['no message', [], 'text-unknown'],
  ])('are not written of a conversation with %s', (_what, said, reason) => {
    expect(linesOf(said)).toEqual({ lines: [], paths: [], omitted: [reason] });
  });

  it('hold no half of a character, which Arrow does not read', () => {
    const { lines, omitted } = linesOf([['Ada', 'a\ud800']]);
    expect(lines[0]?.messages).toEqual([{ role: 'user', content: 'a\ufffd' }]);
    expect(omitted).toEqual(['text-changed: half a character']);
  });
});

describe('preferences of a chat', () => {
  const said: Said[] = [
    ['human', 'A harbour?'],
    ['model-a', 'Rome'],
    ['model-b', 'Kiel'],
    ['model-c', 'Lübeck'],
    ['human', 'A lake?'],
    ['model-a', 'Garda'],
    ['model-b', 'Baltic'],
  ];
  const pairsOf = (annotations: readonly Partial<Annotation>[], options: object = {}) => {
    const { lines, omitted } = linesOf(said, annotations, { task: 'preference', ...options });
    const contents = (list: readonly { content: string }[]) => list.map(({ content }) => content).join(' ');
    return { pairs: lines.map(({ prompt, chosen, rejected }) => [prompt, chosen, rejected].map(contents)), omitted };
  };
  const ranking = (...items: string[]) => answer('order', { kind: 'ranking', items });

  it('are the chosen answer beside each other one', () => {
    expect(pairsOf([best('m2')]).pairs).toEqual([
      ['A harbour?', 'Kiel', 'Rome'],
      ['A harbour?', 'Kiel', 'Lübeck'],
    ]);
  });

  it('are each answer of a ranking beside each worse one, and none beside what is not ranked', () => {
    expect(pairsOf([ranking('m2', 'm3', 'm1')]).pairs).toEqual([
      ['A harbour?', 'Kiel', 'Lübeck'],
      ['A harbour?', 'Kiel', 'Rome'],
      ['A harbour?', 'Lübeck', 'Rome'],
    ]);
    expect(pairsOf([ranking('m2', 'm3')]).pairs).toEqual([['A harbour?', 'Kiel', 'Lübeck']]);
  });

  it('go on with the best answer', () => {
    expect(pairsOf([best('m3'), best('m5')]).pairs.at(-1)).toEqual(['A harbour? Lübeck A lake?', 'Garda', 'Baltic']);
  });

  it('end where nobody says which answer is the best: what was said before is not known from there on', () => {
    const { pairs, omitted } = pairsOf([best('m5')]);
    expect(pairs).toEqual([]);
    expect(omitted).toEqual(['answer-not-held: best']);
  });

  it('follow the question that is named, and report the others', () => {
    const { pairs, omitted } = pairsOf([best('m1'), ranking('m2', 'm3')], { question: 'order' });
    expect(pairs).toEqual([['A harbour?', 'Kiel', 'Lübeck']]);
    expect(omitted).toEqual(['answer-not-held: best']);
  });
});
