import * as z from 'zod/mini';
import { type Annotation, categoryKindOf, type Label, type Unit } from '../../label/label.ts';
import { defineFormat, everything, type FormatFile } from '../format.ts';
import { type BoxedKind, boxedKinds, uprightBox } from '../upright-box.ts';
import { type Cell, rowOf } from './rows.ts';

/** In this order; a new one goes to the end. Boxes are the visible upright box around a shape, in pixels of the image. */
export const columns = [
  'label',
  'unit',
  'media',
  'width',
  'height',
  'annotation',
  'kind',
  'category',
  'track',
  'place',
  'shape',
  'left',
  'top',
  'right',
  'bottom',
  'geometry',
  'confidence',
  'attributes',
  'relations',
] as const;

const header = rowOf(columns);

/** One table a unit, one row an annotation, for pandas and spreadsheets. */
export default defineFormat({
  id: 'csv',
  title: 'CSV (one row an annotation)',
  specification: 'https://www.rfc-editor.org/rfc/rfc4180',
  readers: ['pandas'],
  readsDocument: false,
  Options: z.strictObject({}),
  holds: { ...everything, tracks: 'ids' },
  write(label, _options, { paths }) {
    const rows = Map.groupBy(label.annotations, ({ unit }) => unit);
    const files = label.units.map((unit): FormatFile => {
      const annotations = rows.get(unit.id) ?? [];
      const lines = annotations.map((annotation) => rowOf(cellsOf(label, unit, annotation)));
      return {
        path: `${paths.get(unit.id)}.csv`,
        contentType: 'text/csv; charset=utf-8; header=present',
        bytes: Buffer.from(header + lines.join('')),
        namedAfter: 'unit',
        emptyUnit: annotations.length === 0 ? unit.id : undefined,
      };
    });
    return { files, omitted: [] };
  },
  ownReader: () => import('./read.ts'),
});

function cellsOf({ source }: Pick<Label, 'source'>, unit: Unit, annotation: Annotation): readonly Cell[] {
  const { id, category, track, at, shape, confidence, attributes, relations = [] } = annotation;
  return [
    source.label,
    unit.name,
    unit.media,
    unit.width,
    unit.height,
    id,
    categoryKindOf(annotation),
    category,
    track,
    JSON.stringify(at),
    shape?.kind,
    ...edgesOf(unit, shape),
    shape && JSON.stringify(shape),
    confidence,
    JSON.stringify(attributes),
    JSON.stringify(relations),
  ];
}

const noEdges = [undefined, undefined, undefined, undefined] as const;

function edgesOf({ coordinates, width, height }: Unit, shape: Annotation['shape']): readonly Cell[] {
  if (!shape || !isBoxed(shape) || coordinates || width === undefined || height === undefined) return noEdges;
  const { bounds } = uprightBox(shape, { width, height });
  return bounds ? [bounds.x, bounds.y, bounds.x + bounds.width, bounds.y + bounds.height] : noEdges;
}

type Shape = NonNullable<Annotation['shape']>;
const isBoxed = (shape: Shape): shape is Extract<Shape, { kind: BoxedKind }> =>
  (boxedKinds as readonly string[]).includes(shape.kind);
