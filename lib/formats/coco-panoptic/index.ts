import * as z from 'zod/mini';
import { defineFormat, type FormatFile, type Omission, shapedObjects } from '../format.ts';
import { paintedKinds, type SizedUnit, sizedUnit, vocColour } from '../painted.ts';
import { pictureOf } from './picture.ts';
import { type Segments, segmentsOf } from './segments.ts';

/** A picture of segments and a JSON file a unit: https://cocodataset.org/#format-data (4. Panoptic Segmentation). */
export default defineFormat({
  id: 'coco-panoptic',
  title: 'COCO panoptic (PNG and JSON)',
  specification: 'https://cocodataset.org/#format-data',
  readers: ['hotcoco'],
  readsDocument: false,
  needs: ['size'],
  live: false,
  Options: z.strictObject({ stuff: z._default(z.array(z.string()), []) }),
  cases: [{ stuff: ['car', 'a/b'] }],
  variant: ({ stuff }) => (stuff.length === 0 ? undefined : 'stuff'),
  holds: {
    ...shapedObjects,
    shapes: paintedKinds,
  },
  write(label, { stuff }, { classOf, paths }) {
    const omitted: Omission[] = [];
    const isStuff = new Set(stuff);
    const byUnit = Map.groupBy(label.annotations, ({ unit }) => unit);
    const categories = label.categories
      .filter(({ kind }) => kind === 'object')
      .map(({ name }) => classOf(name))
      .sort((one, other) => one.number - other.number)
      .map(({ name, number, parent, color }) => ({
        id: number + 1,
        name,
        supercategory: parent ?? name,
        isthing: isStuff.has(name) ? 0 : 1,
        color: color === undefined ? vocColour(number + 1) : [...Buffer.from(color.slice(1), 'hex')],
      }));
    const files = label.units.flatMap((any): FormatFile[] => {
      const unit = sizedUnit(any, 'coco-panoptic');
      if (!unit) {
        omitted.push({ code: 'size-unknown', unit: any.id });
        return [];
      }
      const segments = segmentsOf(unit, byUnit.get(unit.id) ?? [], isStuff, classOf);
      omitted.push(...segments.omitted);
      const path = paths.get(unit.id) ?? '';
      const document = {
        info: { description: unit.name, date_created: label.source.updatedAt },
        licenses: [],
        images: [imageOf(unit)],
        annotations: [{ image_id: 1, file_name: `${path}.png`, segments_info: segments.infos }],
        categories,
      };
      return filesOf(unit, path, document, segments);
    });
    return { files, omitted };
  },
  ownReader: () => import('./read.ts'),
});

const imageOf = ({ name, width, height, sourceUri }: SizedUnit) => ({
  id: 1,
  width,
  height,
  file_name: name,
  ...(sourceUri === undefined ? {} : { coco_url: sourceUri }),
});

function filesOf(unit: SizedUnit, path: string, document: object, segments: Segments): FormatFile[] {
  const emptyUnit = segments.layers.length === 0 ? unit.id : undefined;
  return [
    {
      path: `annotations/${path}.json`,
      contentType: 'application/json',
      bytes: Buffer.from(`${JSON.stringify(document)}\n`),
      namedAfter: 'unit',
      emptyUnit,
    },
    {
      path: `panoptic/${path}.png`,
      contentType: 'image/png',
      bytes: pictureOf(unit, segments),
      namedAfter: 'unit',
      emptyUnit,
    },
  ];
}
