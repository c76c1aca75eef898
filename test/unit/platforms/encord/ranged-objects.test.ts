import { describe, expect, it } from 'vitest';
import { answer, answered, dataGroup, invalid, type Json, normalise } from './label-rows.ts';

const mark = (shape: string, parts: Json = {}): Json => ({
  objectHash: 'mark-1',
  featureHash: 'f',
  name: 'Mark',
  color: '#A4FF00',
  shape,
  classifications: [answer('Note', 'note', 'words')],
  createdAt: 'Tue, 05 Nov 2024 09:41:37 UTC',
  ...parts,
});
const marked = (answers: Json): Json => ({ object_answers: { 'mark-1': answers } });
const placesOf = (document: unknown) => normalise(document).annotations.map(({ id, at }) => [id, at]);

describe('a mark', () => {
  it('a ranged object is an annotation without a shape, with its answers', () => {
    const label = normalise(answered('plain_text', 'text/plain', marked(mark('text', { range: [[0, 4]] }))));
    expect(label.units).toEqual([{ id: 'unit-1', name: 'a file', media: 'text' }]);
    expect(label.annotations).toEqual([
      {
        id: 'mark-1',
        category: 'Mark',
        categoryKind: 'object',
        unit: 'unit-1',
        at: { kind: 'text', ranges: [{ start: 0, end: 5 }] },
        attributes: [{ name: 'Note', value: { kind: 'text', text: 'words' } }],
        createdAt: '2024-11-05T09:41:37.000Z',
      },
    ]);
  });

  it('a ranged object in an audio is in milliseconds, which are instants: its end is not one further', () => {
    const audio = answered(
      'audio',
      'audio/mpeg',
      marked(
        mark('audio', {
          range: [
            [100, 200],
            [300, 300],
          ],
        }),
      ),
      {
        data_duration: 1.5,
      },
    );
    expect(normalise(audio).units[0]?.durationMs).toBe(1500);
    expect(placesOf(audio)).toEqual([
      [
        'mark-1',
        {
          kind: 'time',
          ranges: [
            { start: 100, end: 200 },
            { start: 300, end: 300 },
          ],
        },
      ],
    ]);
  });

  it('a ranged object in a web page is between two of its nodes, in both forms', () => {
    const [start, end] = [
      { xpath: '/html/body/p[1]/text()', offset: 5 },
      { xpath: '/html/body/p[2]/text()', offset: 0 },
    ];
    const place = { kind: 'markup', ranges: [{ start, end }] };
    for (const range_html of [[{ start, end }], [[start, end]]]) {
      const page = answered('plain_text', 'text/html', marked(mark('text', { range: [], range_html })));
      expect(normalise(page).units[0]?.media).toBe('html');
      expect(placesOf(page)).toEqual([['mark-1', place]]);
    }
    const spaces = { page: { type: 'html', range: [[start, end]] } };
    const inGroup = dataGroup(
      { page: { space_type: 'html', labels: {} } },
      marked(mark('text', { range: [], spaces })),
    );
    expect(placesOf(inGroup)).toEqual([['mark-1#page', place]]);
  });

  it('a ranged object in a time series is one annotation for each range, with both ends in it', () => {
    const series = (range: number[][]) => answered('time_series', 'text/csv', marked(mark('time_range', { range })));
    expect(placesOf(series([[5, 9]]))).toEqual([['mark-1', { kind: 'series', start: 5, end: 9 }]]);
    expect(
      placesOf(
        series([
          [5, 9],
          [20, 30],
        ]),
      ),
    ).toEqual([
      ['mark-1#5', { kind: 'series', start: 5, end: 9 }],
      ['mark-1#20', { kind: 'series', start: 20, end: 30 }],
    ]);
  });

  it('a ranged object may be in several members of a data group', () => {
    const spaces = { left: { range: [[0, 10]] }, right: { range: [[5, 6]] } };
    const audio = (name: string) => ({
      space_type: 'audio',
      duration_ms: 100,
      child_info: { file_name: name },
      labels: {},
    });
    const label = normalise(
      dataGroup({ left: audio('l.wav'), right: audio('r.wav') }, marked(mark('audio', { range: [], spaces }))),
    );
    expect(label.units).toEqual([
      { id: 'left', name: 'l.wav', media: 'audio', durationMs: 100 },
      { id: 'right', name: 'r.wav', media: 'audio', durationMs: 100 },
    ]);
    expect(label.annotations.map(({ id, track, unit }) => [id, track, unit])).toEqual([
      ['mark-1#left', 'mark-1', 'left'],
      ['mark-1#right', 'mark-1', 'right'],
    ]);
  });

  const video = { space_type: 'video', width: 10, height: 10, labels: {} };
  it.each<[string, unknown, string[]]>([
    ['is nowhere', answered('audio', 'audio/mpeg', marked(mark('audio', {}))), ['must have a range']],
    [
      'is in a video',
      dataGroup({ v: video }, marked(mark('audio', { spaces: { v: { range: [[0, 1]] } } }))),
      ['video'],
    ],
    ['is in the group itself', dataGroup({ v: video }, marked(mark('audio', { range: [[0, 1]] }))), ['data group']],
    [
      'is between nodes of a text',
      answered('plain_text', 'text/plain', marked(mark('text', { range_html: [{}] }))),
      ['range_html', 'nodes'],
    ],
    [
      'has no shape',
      answered('audio', 'audio/mpeg', marked(mark('', { range: [[0, 1]] }))),
      ['shape', 'text, audio, time_range', 'missing'],
    ],
    [
      'has half a position',
      answered('plain_text', 'text/html', marked(mark('text', { range_html: [[{ xpath: 'a' }]] }))),
      ['range_html[0]'],
    ],
    [
      'is between three nodes',
      answered(
        'plain_text',
        'text/html',
        marked(mark('text', { range_html: [[1, 2, 3].map((offset) => ({ xpath: 'a', offset }))] })),
      ),
      ['range_html[0]', 'a list of 3'],
    ],
    [
      'changes its answers',
      answered('audio', 'audio/mpeg', {
        ...marked(mark('audio', { range: [[0, 9]] })),
        object_actions: { 'mark-1': { actions: [{ ...answer('a', 'b', 'c'), range: [[0, 1]] }] } },
      }),
      ['change along its range'],
    ],
  ])('a ranged object that %s is refused', (_what, document, message) => {
    expect(() => normalise(document)).toThrow(invalid('object_answers.mark-1', ...message));
  });
});
