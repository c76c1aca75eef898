import * as z from 'zod/mini';
import { id2label } from '../data-set-files.ts';
import { defineFormat, type FormatFile, type Omission, shapedObjects } from '../format.ts';
import { indexedPicture, layersOf } from '../indexed-picture.ts';
import { paintedKinds, sizedUnit } from '../painted.ts';

const Options = z.strictObject({
  kind: z._default(z.enum(['semantic', 'instance']), 'semantic'),
  depth: z._default(z.union([z.literal(8), z.literal(16)]), 8),
});

/** One picture a unit, in which the value of a pixel says of which class, or of which object, it is; 0 of none. */
export default defineFormat({
  id: 'masks',
  title: 'Masks (indexed PNG: classes or instances)',
  specification: 'http://host.robots.ox.ac.uk/pascal/VOC/voc2012/htmldoc/devkit_doc.html#SECTION00035000000000000000',
  readers: ['Pillow'],
  readsDocument: false,
  needs: ['size'],
  Options,
  cases: [{ depth: 16 }, { kind: 'instance' }, { kind: 'instance', depth: 16 }],
  variant: ({ kind, depth }) =>
    [kind === 'instance' ? [kind] : [], depth === 16 ? ['16'] : []].flat().join('-') || undefined,
  holds: {
    ...shapedObjects,
    shapes: paintedKinds,
  },
  write(label, options, { classOf, paths }) {
    const omitted: Omission[] = [];
    const byUnit = Map.groupBy(label.annotations, ({ unit }) => unit);
    const files = label.units.flatMap((any): FormatFile[] => {
      const unit = sizedUnit(any, 'masks');
      if (!unit) {
        omitted.push({ code: 'size-unknown', unit: any.id });
        return [];
      }
      const objects = layersOf(unit, byUnit.get(unit.id) ?? [], classOf, options);
      omitted.push(...objects.omitted);
      return [
        {
          path: `masks/${paths.get(unit.id)}.png`,
          contentType: 'image/png',
          bytes: indexedPicture(unit, objects, options),
          namedAfter: 'unit',
          emptyUnit: objects.layers.length === 0 ? unit.id : undefined,
        },
      ];
    });
    return { files, omitted };
  },
  whole: ({ classes }, { kind }) =>
    kind === 'instance' ? [] : [id2label(['background', ...classes.map(({ name }) => name)])],
  ownReader: () => import('./read.ts'),
});
