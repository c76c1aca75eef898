import * as z from 'zod/mini';
import { defineFormat, type FormatFile, type Omission, type Piece, shapedObjects } from '../format.ts';
import { paintedKinds } from '../painted.ts';
import { isLocated, slicesOf, withoutRepetition } from '../volume-slices.ts';
import { piecesOf, wholeFilesOf } from './data-set-files.ts';
import { labelMap } from './label-map.ts';
import { shownOption } from './shown.ts';

/** One label map a volume, on the grid of the source, in which the value of a voxel says of which class it is; 0 of none. */
export default defineFormat({
  id: 'nifti',
  title: 'NIfTI (label maps of volumes)',
  specification: 'https://nifti.nimh.nih.gov/nifti-1',
  readers: ['nibabel', 'SimpleITK', 'nnunetv2'],
  readsDocument: false,
  // No platform says where voxels are: the volume's own files do.
  needs: ['geometry'],
  // Beside the volume, whose file has the same name.
  samples: false,
  Options: z.strictObject({
    shown: shownOption,
    /** What nnU-Net normalises the images by: `CT`, or any other word. */
    channel: z._default(z.string().check(z.minLength(1)), 'image'),
  }),
  cases: [
    { shown: 'stored' },
    { shown: 'mirrored-x' },
    { shown: 'mirrored-y' },
    { shown: 'turned' },
    { channel: 'CT' },
  ],
  variant: ({ shown }) => shown,
  holds: { ...shapedObjects, media: ['volume'], places: ['frame'], shapes: paintedKinds },
  write({ categories, units, annotations, tracks = [] }, { shown }, { classOf, paths, dataSet }) {
    const omitted: Omission[] = [];
    const pieces: Piece[] = [];
    const annotationsOf = Map.groupBy(annotations, ({ unit }) => unit);
    const values = categories.filter(({ kind }) => kind === 'object').map(({ name }) => classOf(name).number + 1);
    const depth = Math.max(0, ...values) > mostIn8Bits ? 16 : 8;
    const files = units.flatMap((unit): FormatFile[] => {
      if (!isLocated(unit) || (!unit.geometry.dicom && shown === undefined)) {
        omitted.push({
          code: 'geometry-unknown',
          unit: unit.id,
          ...(isLocated(unit) ? { detail: 'option "shown"' } : {}),
        });
        return [];
      }
      const { slices, omitted: lost } = slicesOf(unit, annotationsOf.get(unit.id) ?? [], tracks, 'nifti');
      const isStored = unit.geometry.dicom !== undefined; // as DICOM says it
      const map = labelMap(unit, slices, { depth, classOf, shown: (isStored ? undefined : shown) ?? 'stored' });
      omitted.push(...withoutRepetition([...lost, ...map.omitted]));
      const path = paths.get(unit.id) ?? '';
      const label = `labels/${path}.nii.gz`;
      const emptyUnit = map.isEmpty ? unit.id : undefined;
      if (dataSet) pieces.push(...piecesOf(dataSet, { unit: unit.id, path, label, emptyUnit }));
      return [{ path: label, contentType: 'application/gzip', bytes: map.bytes, namedAfter: 'unit', emptyUnit }];
    });
    return { files, pieces, omitted };
  },
  whole: ({ classes, splits }, { channel }) => wholeFilesOf(classes, splits, channel),
  ownReader: () => import('./read.ts'),
});

const mostIn8Bits = 254;
