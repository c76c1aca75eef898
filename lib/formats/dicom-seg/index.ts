import * as z from 'zod/mini';
import type { Unit, VolumeGeometry } from '../../label/label.ts';
import { defineFormat, type FormatFile, type Omission, shapedObjects } from '../format.ts';
import { paintedKinds } from '../painted.ts';
import { isLocated, type LocatedUnit, slicesOf, withoutRepetition } from '../volume-slices.ts';
import { segmentFrames } from './frames.ts';
import type { DicomGeometry } from './functional-groups.ts';
import { segmentLabel } from './segment-label.ts';
import { encodeSegmentation } from './segmentation.ts';

/** One DICOM object a series, with a segment for each object category of the label. */
export default defineFormat({
  id: 'dicom-seg',
  title: 'DICOM SEG (segmentations of series)',
  specification: 'https://dicom.nema.org/medical/dicom/current/output/html/part03.html#sect_A.51',
  readers: ['pydicom', 'highdicom'],
  readsDocument: false,
  // No platform says where voxels are: the volume's own files do.
  needs: ['geometry'],
  // A series is many files: a segmentation has no single file to lie beside.
  samples: false,
  Options: z.strictObject({}),
  holds: { ...shapedObjects, media: ['volume'], places: ['frame'], shapes: paintedKinds },
  write({ source, categories, units, annotations, tracks = [] }, _options, { classOf, paths }) {
    const omitted: Omission[] = [];
    const annotationsOf = Map.groupBy(annotations, ({ unit }) => unit);
    const classes = categories
      .filter(({ kind }) => kind === 'object')
      .map(({ name }) => ({ name, number: classOf(name).number, label: segmentLabel(name) }))
      .toSorted((one, other) => one.number - other.number);
    const files = units.flatMap((unit): FormatFile[] => {
      const omit = (code: Omission['code'], detail?: string) => omitted.push({ code, unit: unit.id, detail });
      const series = seriesOf(unit);
      if (typeof series === 'string') {
        omit('geometry-unknown', series);
        return [];
      }
      if (classes.length === 0) {
        omit('unit-left-out', 'no object category');
        return [];
      }
      if (classes.some(({ name, label }) => name !== label)) omit('name-changed', 'category');
      const drawn = slicesOf(unit as LocatedUnit, annotationsOf.get(unit.id) ?? [], tracks, 'dicom-seg');
      const names = classes.map(({ name }) => name);
      const painted = segmentFrames(unit as LocatedUnit, drawn.slices, names);
      omitted.push(...withoutRepetition([...drawn.omitted, ...painted.omitted]));
      const frames = [...painted.frames, ...emptyFrames(painted.frames, classes.length, series.geometry.size)];
      const bytes = encodeSegmentation({
        ...series,
        source,
        unit: unit.id,
        segments: classes,
        frames: frames.toSorted((one, other) => one.segment - other.segment),
        overlap: painted.overlap,
      });
      const emptyUnit = painted.frames.length === 0 ? unit.id : undefined;
      const path = `segmentations/${paths.get(unit.id)}.dcm`;
      return [{ path, contentType: 'application/dicom', bytes, namedAfter: 'unit', emptyUnit }];
    });
    return { files, omitted };
  },
  ownReader: () => import('./read.ts'),
});

type Series = {
  readonly geometry: DicomGeometry;
  readonly instances: readonly string[];
};

/** What a segmentation refers to; else what is missing. */
function seriesOf(unit: Unit): Series | string {
  if (!isLocated(unit)) return 'no geometry';
  const { geometry } = unit;
  const { dicom } = geometry;
  if (!dicom) return 'not a DICOM series';
  const uids = new Map(unit.slices?.map(({ frame, id }) => [frame, id]));
  const instances = Array.from({ length: geometry.size[2] }, (_, frame) => uids.get(frame));
  return instances.every((id) => id !== undefined)
    ? { geometry: { ...geometry, dicom }, instances }
    : 'no UID of a slice';
}

/** An object has pixels of each of its segments: one that is drawn nowhere has a slice on which it is not. */
function emptyFrames(
  frames: readonly { readonly segment: number }[],
  segments: number,
  [columns, rows]: VolumeGeometry['size'],
) {
  const drawn = new Set(frames.map(({ segment }) => segment));
  const bits = new Uint8Array(Math.ceil((columns * rows) / 8));
  return Array.from({ length: segments }, (_, index) => index + 1)
    .filter((segment) => !drawn.has(segment))
    .map((segment) => ({ segment, frame: 0, bits }));
}
