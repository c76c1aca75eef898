import { expect, it } from 'vitest';
import * as z from 'zod/mini';
import type { Configuration } from '../../../lib/configuration/configuration.ts';
import { defineFormat, everything, type FormatFile, type Piece, type WholePart } from '../../../lib/formats/format.ts';
import type { FormatId } from '../../../lib/formats/formats.ts';

/** `tsc` checks this file: a line that should not compile, and does, is an unused `@ts-expect-error`. */

const parts = {
  id: 'lines',
  title: 'Lines',
  specification: 'https://example.com',
  Options: z.strictObject({ edges: z._default(z.enum(['open', 'closed']), 'open') }),
} as const;
const boxes = { ...everything, shapes: ['box'] } as const;
const nothing = () => ({ files: [], omitted: [] });

it('holdings of a word that the label does not know do not compile', () => {
  // @ts-expect-error: neither a medium
  defineFormat({ ...parts, holds: { ...boxes, media: ['picture'] }, write: nothing });
  // @ts-expect-error: nor a place
  defineFormat({ ...parts, holds: { ...boxes, places: ['all'] }, write: nothing });
  // @ts-expect-error: nor a shape
  defineFormat({ ...parts, holds: { ...boxes, shapes: ['rectangle'] }, write: nothing });
  // @ts-expect-error: nor one of some options
  defineFormat({ ...parts, holds: ({ edges }) => ({ ...boxes, shapes: [edges] }), write: nothing });
  const { places: _places, ...placeless } = boxes;
  // @ts-expect-error: and `whole` does not go without saying
  defineFormat({ ...parts, holds: placeless, write: nothing });
  expect(defineFormat({ ...parts, holds: boxes, write: nothing }).id).toBe('lines');
});

it('options that the format does not have do not compile, wherever they are read', () => {
  // @ts-expect-error
  defineFormat({ ...parts, variant: ({ edge }) => edge, holds: boxes, write: nothing });
  // @ts-expect-error
  defineFormat({ ...parts, live: ({ edges }) => edges === 'shut', holds: boxes, write: nothing });
  // @ts-expect-error
  defineFormat({ ...parts, cases: [{ edges: 'shut' }], holds: boxes, write: nothing });
  // @ts-expect-error
  defineFormat({ ...parts, readers: ({ edge }) => [edge], holds: boxes, write: nothing });
  // @ts-expect-error
  defineFormat({ ...parts, holds: boxes, write: (_label, { edge }) => edge });
  // @ts-expect-error
  defineFormat({ ...parts, holds: boxes, write: nothing, whole: (_facts, { edge }) => edge });
  expect(defineFormat({ ...parts, variant: ({ edges }) => edges, holds: boxes, write: nothing }).id).toBe('lines');
});

it('what write has no right to see, or to give, does not compile', () => {
  const format = defineFormat({
    ...parts,
    holds: boxes,
    write(label, _options, context) {
      // @ts-expect-error: the numbers of classes that the label does not have
      expect(context.classes).toBeUndefined();
      // @ts-expect-error: the split, where there may be no data set
      expect(() => context.dataSet.splitOf('unit')).toThrow(TypeError);
      // @ts-expect-error: a label is not changed
      label.annotations = [];
      return nothing();
    },
  });
  // @ts-expect-error: a code that nobody counts
  defineFormat({ ...parts, holds: boxes, write: () => ({ files: [], omitted: [{ code: 'lost', unit: 'unit' }] }) });
  // @ts-expect-error: files without what was left out
  defineFormat({ ...parts, holds: boxes, write: () => ({ files: [] }) });
  // @ts-expect-error: a file of which nobody knows what it is named after
  const file: FormatFile = { path: 'a.txt', contentType: 'text/plain', bytes: new Uint8Array() };
  expect([format.id, file.path]).toEqual(['lines', 'a.txt']);
});

it('a piece without its stream or content, and a part that is neither text nor a stream, do not compile', () => {
  const wrong: readonly (Piece | WholePart)[] = [
    // @ts-expect-error: no stream
    { file: 'a.json', json: {} } satisfies Piece,
    // @ts-expect-error: no content
    { file: 'a.json', stream: 'images' } satisfies Piece,
    // @ts-expect-error: neither
    { between: ',\n' } satisfies WholePart,
    // @ts-expect-error: a number that has no field
    { stream: 'images', number: { refers: { as: 'image_id', to: 'images' } } } satisfies WholePart,
    // @ts-expect-error: a reference to no stream
    { stream: 'annotations', number: { as: 'id', refers: { as: 'image_id' } } } satisfies WholePart,
  ];
  expect(wrong).toHaveLength(5);
});

it('a configuration with a format, an option or a value that there is not does not compile', () => {
  const platforms = { encord: {} } as const;
  const configurations: Configuration[] = [
    { platforms, routes: [{ platform: 'encord', formats: { yolo: [{}, { shapes: 'boxes' }], coco: {} } }] },
    // @ts-expect-error: an option of another format
    { platforms, routes: [{ platform: 'encord', formats: { coco: { shapes: 'boxes' } } }] },
    // @ts-expect-error: a value
    { platforms, routes: [{ platform: 'encord', formats: { yolo: { task: 'paint' } } }] },
    // @ts-expect-error: a value in a list
    { platforms, routes: [{ platform: 'encord', formats: { yolo: [{}, { task: 'paint' }] } }] },
  ];
  // @ts-expect-error: a format
  const id: FormatId = 'yolov5';
  expect([configurations.length, id]).toEqual([4, 'yolov5']);
});
