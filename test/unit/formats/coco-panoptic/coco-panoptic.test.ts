import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import panoptic from '../../../../lib/formats/coco-panoptic/index.ts';
import { decodePng } from '../../../../lib/formats/png.ts';
import type { Annotation, Label, Shape } from '../../../../lib/label/label.ts';
import { maskArea, maskBounds } from '../../../../lib/label/mask.ts';
import { aLabel, anAnnotation, anyLabel } from '../../../support/labels.ts';
import { propertyRuns } from '../../../support/property-runs.ts';
import { readerOf } from '../../../support/reader-of.ts';

const reader = await readerOf(panoptic);

type Info = { id: number; category_id: number; area: number; bbox: number[]; iscrowd: number };

function written(label: Label, options: object = {}) {
  const names = label.categories.filter(({ kind }) => kind === 'object').map(({ name }) => name);
  const classes = new Map(names.map((name, number) => [name, number]));
  const { files, omitted } = panoptic.write(label, panoptic.Options.parse(options), {
    classes,
    labelName: 'label',
    document: {},
  });
  const documents = files
    .filter(({ path }) => path.endsWith('.json'))
    .map(({ bytes }) => JSON.parse(Buffer.from(bytes).toString('utf8')));
  const infos: Info[] = documents.flatMap(({ annotations }) => annotations[0].segments_info);
  return { files, omitted, documents, infos };
}

const box = (x: number, y: number, width: number, height: number): Shape => ({
  kind: 'box',
  x,
  y,
  width,
  height,
  rotationDegrees: 0,
});
const labelOf = (...annotations: Partial<Annotation>[]) =>
  aLabel({
    units: [{ id: 'unit-1', name: 'street/1.jpg', media: 'image', width: 8, height: 4 }],
    categories: [
      { name: 'car', kind: 'object' },
      { name: 'sky', kind: 'object', color: '#0080ff', parent: 'outdoor' },
    ],
    annotations: annotations.map((parts, index) => anAnnotation({ id: `object-${index}`, ...parts })),
  });

describe('a panoptic picture', () => {
  it('has the id R + 256 G + 65536 B of each segment in its pixels, and names itself and the image in the JSON', () => {
    const { files, documents, infos } = written(
      labelOf({ shape: box(0, 0, 4, 2) }, { category: 'sky', shape: box(4, 0, 4, 4) }),
    );
    expect(files.map(({ path }) => path)).toEqual(['annotations/street/1.json', 'panoptic/street/1.png']);
    expect(documents[0].images).toEqual([{ id: 1, width: 8, height: 4, file_name: 'street/1.jpg' }]);
    expect(documents[0].annotations[0].file_name).toBe('street/1.png');
    expect(infos).toEqual([
      { id: 128, category_id: 1, area: 8, bbox: [0, 0, 4, 2], iscrowd: 0 },
      { id: 128 * 256, category_id: 2, area: 16, bbox: [4, 0, 4, 4], iscrowd: 0 },
    ]);
    const { values } = decodePng(files[1]?.bytes ?? new Uint8Array());
    expect([values[0], values[7], values[31], values[24]]).toEqual([128, 32_768, 32_768, 0]);
  });

  it('has one segment for all annotations of a class of stuff, and one for each thing', () => {
    const label = labelOf(
      { category: 'sky', shape: box(0, 0, 2, 2) },
      { shape: box(2, 0, 2, 2) },
      { category: 'sky', shape: box(4, 0, 2, 3) },
      { shape: box(6, 0, 2, 2) },
    );
    const { documents, infos } = written(label, { stuff: ['sky'] });
    expect(infos.map(({ category_id, area, bbox }) => [category_id, area, bbox])).toEqual([
      [2, 10, [0, 0, 6, 3]],
      [1, 4, [2, 0, 2, 2]],
      [1, 4, [6, 0, 2, 2]],
    ]);
    expect(documents[0].categories).toEqual([
      { id: 1, name: 'car', supercategory: 'car', isthing: 1, color: [128, 0, 0] },
      { id: 2, name: 'sky', supercategory: 'outdoor', isthing: 0, color: [0, 128, 255] },
    ]);
  });

  it('has no overlaps: the later annotation is on top, and one of which nothing is left has no segment', () => {
    const { infos, omitted } = written(
      labelOf({ shape: box(1, 1, 2, 2) }, { shape: box(0, 0, 4, 4) }, { shape: box(3, 0, 4, 4) }),
    );
    expect(infos.map(({ area, bbox }) => [area, bbox])).toEqual([
      [12, [0, 0, 3, 4]],
      [16, [3, 0, 4, 4]],
    ]);
    expect(omitted.map(({ annotation, code, detail }) => [annotation, code, detail])).toEqual([
      ['object-0', 'overlap', 'wholly covered'],
      ['object-1', 'overlap', 'in part'],
    ]);
  });

  it.each([
    [{ kind: 'number', number: 1 } as const, 1],
    [{ kind: 'radio', choice: { name: 'Yes', attributes: [] } } as const, 1],
    [{ kind: 'checklist', choices: [{ name: 'true', attributes: [] }] } as const, 1],
    [{ kind: 'text', text: 'no' } as const, 0],
    [{ kind: 'number', number: 0 } as const, 0],
    [{ kind: 'checklist', choices: [] } as const, 0],
  ])('has a crowd where an attribute is_crowd says so: %j', (value, expected) => {
    const attributes = [{ name: 'is_crowd', value: { ...value } as Annotation['attributes'][number]['value'] }];
    expect(written(labelOf({ shape: box(0, 0, 2, 2), attributes })).infos[0]?.iscrowd).toBe(expected);
  });
});

it('no route takes it, as several files of one unit would come apart', () => {
  expect(panoptic.isLive(panoptic.Options.parse({}))).toBe(false);
});

it('for any label, each segment has the area and the box of its pixels, and every other pixel is 0', () => {
  fc.assert(
    fc.property(anyLabel(), (label) => {
      const { files, documents } = written(label);
      const pictures = files.filter(({ path }) => path.endsWith('.png'));
      for (const [index, file] of pictures.entries()) {
        const masks = reader.read(file, { classes: [], sizeOf: () => undefined }, panoptic.Options.parse({}));
        const found = masks.map(({ category, shape }) => {
          if (shape?.kind !== 'mask') throw new Error('not a mask');
          const { x = 0, y = 0, width = 0, height = 0 } = maskBounds(shape) ?? {};
          return JSON.stringify([category, maskArea(shape), [x, y, width, height]]);
        });
        const names = new Map<number, string>(
          documents[index].categories.map(({ id, name }: { id: number; name: string }) => [id, name]),
        );
        const infos: Info[] = documents[index].annotations[0].segments_info;
        expect(found.sort()).toEqual(
          infos.map(({ category_id, area, bbox }) => JSON.stringify([names.get(category_id), area, bbox])).sort(),
        );
      }
    }),
    { numRuns: propertyRuns(20) },
  );
});
