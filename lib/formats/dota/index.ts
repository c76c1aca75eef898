import * as z from 'zod/mini';
import { ringArea } from '../../label/geometry.ts';
import type { Position } from '../../label/label.ts';
import { defineFormat, shapedObjects } from '../format.ts';
import { isMarked } from '../object-flags.ts';
import { orientedBox } from '../oriented-box.ts';
import { changedName, type Drawn, oneWord, type Row, rowFiles } from '../row-files.ts';
import { boxedShapes, shapesOption } from '../upright-box.ts';
import type { SizedUnit } from '../visible-parts.ts';
import { decimal } from '../xml.ts';
import { folder } from './folder.ts';

/** One text file a unit, one row an object: the corners of its turned box, its class, whether it is difficult. */
export default defineFormat({
  id: 'dota',
  title: 'DOTA (oriented boxes)',
  specification: 'https://captain-whu.github.io/DOTA/dataset.html',
  readers: ['datumaro'],
  readsDocument: false,
  needs: ['drawn-size'],
  Options: z.strictObject({ shapes: shapesOption }),
  cases: [{ shapes: 'boxes' }],
  variant: ({ shapes }) => (shapes === 'hull' ? undefined : shapes),
  holds: ({ shapes }) => ({ ...shapedObjects, shapes: boxedShapes(shapes) }),
  write: (label, _options, { paths }) => rowFiles(label, ({ id }) => `${folder}/${paths.get(id)}.txt`, rowOf),
  ownReader: () => import('./read.ts'),
});

/** `x1 y1 x2 y2 x3 y3 x4 y4 category difficult` */
function rowOf({ shape, category, attributes }: Drawn, size: SizedUnit): Row {
  const { corners, omitted } = orientedBox(shape, size);
  if (!corners) return { omitted };
  const places = corners.map(([x, y]): Position => [Math.round(x * millionth), Math.round(y * millionth)]);
  if (ringArea(places) === 0) return { omitted: [{ code: 'no-area' }] };
  const difficult = isMarked(attributes, 'difficult') ? 1 : 0;
  const text = [...places.flat().map((place) => decimal(place / millionth)), oneWord(category), difficult].join(' ');
  return { text, omitted: [...omitted, ...changedName(category)] };
}

const millionth = 1e6; // of a pixel: corners are rounded to it
