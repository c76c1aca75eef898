import { describe, expect, it } from 'vitest';
import type { FormatFile } from '../../../lib/formats/format.ts';
import { formats } from '../../../lib/formats/formats.ts';
import type { Annotation, Label, LeftOut, Shape } from '../../../lib/label/label.ts';
import { aLabel, anAnnotation } from '../../support/labels.ts';

const units: Label['units'] = ['a', 'b'].map((id) => ({
  id,
  name: `${id}.jpg`,
  media: 'image',
  width: 64,
  height: 48,
}));
const line: Shape = { kind: 'polyline', points: [[0, 0], [9, 9]] }; // biome-ignore format: two positions
const outside: Shape = { kind: 'box', x: 70, y: 0, width: 4, height: 4, rotationDegrees: 0 };
const { shape: _shape, ...answered } = anAnnotation({ category: 'Weather' });

const degenerate = { id: 'lost', code: 'degenerate', path: 'objects[0]', unit: 'b' } as const;

function written(
  id: 'coco' | 'yolo' | 'canonical' | 'native',
  inB: readonly Annotation[],
  leftOut?: readonly LeftOut[],
) {
  const label: Label = {
    ...aLabel({
      units,
      categories: [
        { name: 'car', kind: 'object' },
        { name: 'Weather', kind: 'classification' },
      ],
      annotations: [anAnnotation({ id: 'box', unit: 'a' }), ...inB.map((annotation) => ({ ...annotation, unit: 'b' }))],
    }),
    ...(leftOut ? { leftOut: [...leftOut] } : {}),
  };
  const format = formats[id];
  const context = { classes: new Map([['car', 0]]), labelName: 'label', document: {} };
  const { files, omitted } = format.write(label, format.Options.parse({}), context);
  return {
    paths: files.map(({ path }: FormatFile) => path),
    unitsLeftOut: omitted.filter(({ code }) => code === 'unit-left-out'),
  };
}

describe.each(['coco', 'yolo'] as const)('the format %s', (id) => {
  const all = written(id, []).paths;

  it('has an empty file for a unit in which there is nothing', () => {
    expect(all).toHaveLength(2);
    expect(written(id, []).unitsLeftOut).toEqual([]);
  });

  it.each([
    ['a shape that the format does not hold', anAnnotation({ shape: line })],
    ['a box outside the image', anAnnotation({ shape: outside })],
    ['a box without area', anAnnotation({ shape: { ...outside, x: 1, width: 0 } })],
  ])('has no file for a unit in which there is nothing but %s, and reports the unit', (_what, annotation) => {
    expect(written(id, [annotation])).toEqual({
      paths: all.slice(0, 1),
      unitsLeftOut: [{ code: 'unit-left-out', unit: 'b', detail: 'all objects omitted' }],
    });
  });

  it('has no file for a unit whose only region marked nothing, and reports the unit', () => {
    expect(written(id, [], [degenerate])).toEqual({
      paths: all.slice(0, 1),
      unitsLeftOut: [{ code: 'unit-left-out', unit: 'b', detail: 'degenerate' }],
    });
  });

  it('has no file for units that may hold an annotation of an unknown kind', () => {
    const { unit: _, ...unknown } = { ...degenerate, code: 'unknown-kind' } as const;
    expect(written(id, [], [unknown])).toEqual({
      paths: all.slice(0, 1),
      unitsLeftOut: [{ code: 'unit-left-out', unit: 'b', detail: 'unknown-kind' }],
    });
  });

  it('has the file of a unit of which something is left', () => {
    const { paths, unitsLeftOut } = written(
      id,
      [anAnnotation({ id: 'small' }), anAnnotation({ shape: line })],
      [degenerate],
    );
    expect(paths).toEqual(all);
    expect(unitsLeftOut).toEqual([]);
  });

  it('has an empty file for a unit about which questions were answered, or left without an answer', () => {
    const { unit: _, ...unanswered } = degenerate;
    expect(written(id, [answered], [unanswered])).toEqual({ paths: all, unitsLeftOut: [] });
  });
});

it.each(['canonical', 'native'] as const)('the format %s has its file in any case', (id) => {
  const { paths, unitsLeftOut } = written(id, [], [degenerate]);
  expect(paths).toHaveLength(1);
  expect(unitsLeftOut).toEqual([]);
});
