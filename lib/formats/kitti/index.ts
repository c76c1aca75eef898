import * as z from 'zod/mini';
import { defineFormat, shapedObjects } from '../format.ts';
import { rowFiles } from '../row-files.ts';
import { boxedShapes, shapesOption } from '../upright-box.ts';
import { folder } from './folder.ts';
import { objectRow } from './row.ts';

/** One text file a unit, one row an object: its class, its flags, its upright box, and no place in space. */
export default defineFormat({
  id: 'kitti',
  title: 'KITTI (2D boxes)',
  specification: 'https://www.cvlibs.net/datasets/kitti/eval_object.php?obj_benchmark=2d',
  readers: ['datumaro'],
  readsDocument: false,
  needs: ['drawn-size'],
  pictureFolder: () => 'image_2',
  Options: z.strictObject({ shapes: shapesOption }),
  cases: [{ shapes: 'boxes' }],
  variant: ({ shapes }) => (shapes === 'hull' ? undefined : shapes),
  holds: ({ shapes }) => ({ ...shapedObjects, shapes: boxedShapes(shapes) }),
  write: (label, _options, { paths }) => rowFiles(label, ({ id }) => `${folder}/${paths.get(id)}.txt`, objectRow),
  ownReader: () => import('./read.ts'),
});
