import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { invalidLabel, labelOf } from './labels-of.ts';

describe('words of a text', () => {
  const entity = (location: object) => ({ feature_id: 'e', name: 'n', annotation_kind: 'TextEntity', location });
  const wordsOf = (location: object, row_data?: string) => {
    const { annotations } = labelOf({
      annotations: { objects: [entity(location)] },
      media: { asset_type: 'text' },
      row_data,
    });
    return annotations[0]?.at;
  };

  it('reads words up to the character after their last', () => {
    const location = { start: 112, end: 128, token: 'research suggests' };
    expect(wordsOf(location)).toEqual({ kind: 'text', ranges: [{ start: 112, end: 129 }], text: 'research suggests' });
    expect(wordsOf({ start: 372, end: 372 })).toEqual({ kind: 'text', ranges: [{ start: 372, end: 373 }] });
  });

  it('finds words by their token whether offsets count UTF-16 units or code points', () => {
    const texts = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(texts, texts, texts, (before, token, after) => {
        const text = `=${before}${token}${after}`;
        const range = { start: 1 + before.length, end: 1 + before.length + token.length };
        const points = [...`=${before}`].length;
        const inUnits = { start: range.start, end: range.end - 1, token };
        const inPoints = { start: points, end: points + [...token].length - 1, token };
        for (const location of [inUnits, inPoints]) {
          const at = wordsOf(location, text);
          const [found] = at?.kind === 'text' ? at.ranges : [];
          expect(text.slice(found?.start, found?.end)).toBe(token);
        }
      }),
    );
  });

  it.each([
    ['that are not there', { start: 0, end: 3, token: 'Ship' }, 'Boat at sea', /has a token that is not in the text/],
    ['past the end of the text', { start: 8, end: 11 }, 'Boat at sea', /reaches past the end/],
    [
      'of another length than their token',
      { start: 0, end: 3, token: 'Boats' },
      undefined,
      /5 characters and a range of 4/,
    ],
    ['that end before they start', { start: 5, end: 3 }, 'Boat at sea', /location ends before it starts/],
    ['from a negative position', { start: -1, end: 3 }, 'Boat at sea', /start must be a whole number from 0 on/],
    [
      'with more than a range',
      { start: 0, end: 3, page: 1 },
      'Boat at sea',
      /location has a key "page", which is not supported yet/,
    ],
  ])('refuses words %s', (_what, location, text, message) => {
    expect(() => wordsOf(location, text)).toThrow(invalidLabel(message));
  });
});

describe('a document', () => {
  const box = (page_number: unknown, page_dimensions: object, feature_id = 'b') => ({
    feature_id,
    name: 'stamp',
    annotation_kind: 'DocumentBoundingBox',
    page_number,
    page_dimensions,
    bounding_box: { top: 1, left: 2, width: 3, height: 4 },
  });

  it('counts the pages of a document from 0 and measures them in points', () => {
    const label = labelOf({ annotations: { objects: [box(1, { width: 612, height: 792 })] } });
    expect(label.units[0]).toMatchObject({ coordinates: 'points', pageSizes: [{ page: 1, width: 612, height: 792 }] });
    expect(label.annotations[0]?.at).toEqual({ kind: 'page', page: 1 });
  });

  it('keeps the first size of a page where others differ by rounding, and reports any other', () => {
    const [first, rounded, other] = [612, 612.0000001, 600].map((width) => ({ width, height: 792 })) as [
      object,
      object,
      object,
    ];
    const labelWith = (...sizes: object[]) =>
      labelOf({ annotations: { objects: sizes.map((size, index) => box(1, size, `box-${index}`)) } });
    expect(labelWith(first, rounded)).toMatchObject({ units: [{ pageSizes: [{ page: 1, ...first }] }] });
    expect(labelWith(first, rounded)).not.toHaveProperty('leftOut');
    const { units, annotations, leftOut } = labelWith(first, other, { width: 'wide' });
    expect(units[0]).not.toHaveProperty('pageSizes');
    expect(annotations).toHaveLength(3);
    expect(leftOut?.map(({ id, code, path }) => [id, code, path])).toEqual([
      ['row-1', 'value-not-kept', 'annotations.objects[1].page_dimensions'],
      ['row-1', 'value-not-kept', 'annotations.objects[2].page_dimensions'],
    ]);
  });

  it.each([-1, 1.5, '1', undefined])('refuses the page %j', (page) => {
    const objects = [box(page, { width: 612, height: 792 })];
    expect(() => labelOf({ annotations: { objects } })).toThrow(invalidLabel(/page_number must be a whole number/));
  });
});

describe('a conversation', () => {
  const messages = [
    { messageId: 'm-1', content: 'Hello', user: { userId: 'u', name: 'ann@example.com' } },
    { messageId: 'm-2', content: 'When?' },
  ];
  const entity = (message_id: string, location: object) => ({
    name: 'n',
    annotation_kind: 'ConversationalTextEntity',
    conversational_location: { message_id, location },
  });
  const placeOf = (object: object, row_data: unknown = JSON.stringify({ messages })) =>
    labelOf({ annotations: { objects: [object] }, row_data }).annotations[0]?.at;

  it('reads words of the messages of a conversation', () => {
    expect(placeOf(entity('m-2', { start: 0, end: 4 }))).toEqual({
      kind: 'message',
      parts: [{ message: 'm-2', start: 0, end: 5 }],
    });
    expect(placeOf(entity('anywhere', { start: 0, end: 40 }), 'https://example.com/chat.json')).toBeDefined();
  });

  it('refuses words past the end of a message, and words of a message that the row does not have', () => {
    expect(() => placeOf(entity('m-2', { start: 0, end: 5 }))).toThrow(invalidLabel(/reaches past the end/));
    expect(() => placeOf(entity('m-3', { start: 0, end: 1 }))).toThrow(
      invalidLabel(/message_id must be a message of the data row/),
    );
  });

  it.each([
    ['by their models', ['gpt', 'claude'], ['gpt', 'claude']],
    ['by their titles, where the models are the same or not said', ['null', 'null'], ['Response 1', 'Response 2']],
  ])('ends with what models answered, %s', (_what, models, authors) => {
    const modelOutputs = models.map((modelConfigName, index) => ({
      title: `Response ${index + 1}`,
      content: `Answer ${index + 1}`,
      modelConfigName,
    }));
    const prompts = [{ messageId: 'm0', content: 'A harbour?', user: { userId: 'prompt', name: 'prompt' } }];
    const type = 'application/vnd.labelbox.conversational';
    const row_data = JSON.stringify({ type, version: 1, messages: prompts, modelOutputs });
    const { units } = labelOf({ annotations: { objects: [] }, media: { asset_type: 'conversational' }, row_data });
    expect(units[0]?.messages).toEqual([
      { id: 'm0', author: 'prompt', text: 'A harbour?' },
      { id: 'Response 1', author: authors[0], text: 'Answer 1' },
      { id: 'Response 2', author: authors[1], text: 'Answer 2' },
    ]);
  });

  const chat = (messages: object, models: readonly string[] = ['gpt', 'claude']) => {
    const model = (modelConfigName?: string) => ({ role: 'model', metadata: { modelConfigName } });
    const actors = { h: { role: 'human' }, one: model(models[0]), two: model(models[1]) };
    const type = 'application/vnd.labelbox.conversational.model-chat-evaluation';
    const row_data = JSON.stringify({ type, version: 2, actors, messages, rootMessageIds: ['p1'] });
    const { units } = labelOf({ annotations: { objects: [] }, media: { asset_type: 'conversational' }, row_data });
    return units[0]?.messages?.map(({ id, author }) => `${author}: ${id}`);
  };
  const said = (actorId: string, ...childMessageIds: string[]) => ({
    actorId,
    content: [{ type: 'text', content: 'x' }],
    childMessageIds,
  });

  it('with models is in the order in which messages follow from each other', () => {
    const messages = { a2: said('two'), p2: said('h', 'b1', 'b2'), b1: said('one'), b2: said('two') };
    const whole = { ...messages, a1: said('one', 'p2'), p1: said('h', 'a1', 'a2') };
    expect(chat(whole)).toEqual(['h: p1', 'gpt: a1', 'claude: a2', 'h: p2', 'gpt: b1', 'claude: b2']);
    expect(chat({ ...whole, p1: said('h', 'a1') })?.map((each) => each.slice(-2))).toEqual(Object.keys(whole));
  });

  it('with two models of one name has two authors', () => {
    expect(chat({ p1: said('h', 'a1', 'a2'), a1: said('one'), a2: said('two') }, ['gpt', 'gpt'])).toEqual([
      'h: p1',
      'one: a1',
      'two: a2',
    ]);
  });

  it('keeps e-mail addresses out of the messages of a conversation', () => {
    const { units } = labelOf({
      annotations: { objects: [entity('m-1', { start: 0, end: 4 })] },
      row_data: { messages },
    });
    expect(units[0]?.messages).toHaveLength(2);
    expect(JSON.stringify(units)).not.toContain('ann@example.com');
  });

  it('refuses a ranking with two messages of the same rank', () => {
    const ranked_messages = [
      { message_id: 'a', order: 1 },
      { message_id: 'b', order: 1 },
    ];
    const object = { name: 'n', annotation_kind: 'MessageRanking', ranked_messages: { ranked_messages } };
    expect(() => placeOf(object)).toThrow(invalidLabel(/two messages the same rank/));
  });
});
