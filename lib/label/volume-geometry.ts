import * as z from 'zod/mini';

const finite = z.number();
const size = z.int().check(z.positive());
const uid = z.string().check(z.regex(/^[0-9.]{1,64}$/));

const Row = z.tuple([finite, finite, finite, finite]);
const LastRow = z.tuple([z.literal(0), z.literal(0), z.literal(0), z.literal(1)]);

/** Rows of a 4 × 4 matrix. */
const Affine = z.tuple([Row, Row, Row, LastRow]).check(
  z.refine((affine) => determinantOf(affine) !== 0, {
    error: 'must be a matrix that gives each voxel its own place',
  }),
);
type Affine = z.infer<typeof Affine>;

/**
 * Where the voxels of a volume are in the patient, as the headers of its files say it. A voxel is `(x, y, frame)`: column and
 * row of the pixel in its slice, as shapes count them, and the number of the slice; each from 0.
 */
export const VolumeGeometry = z.strictObject({
  /** How many values there are of `x`, `y` and `frame`. */
  size: z.tuple([size, size, size]),
  /**
   * `(x, y, frame, 1)` → `(right, front, head, 1)`: the centre of the voxel in millimetres to the patient's right, front and
   * head, which is RAS+, as `affine` of nibabel. DICOM counts to the left and to the back.
   */
  affine: Affine,
  /** What other DICOM objects are to refer to, where the volume is a series of DICOM; `slices` hold the UIDs of its instances. */
  dicom: z.optional(z.strictObject({ studyUid: uid, seriesUid: uid, frameOfReferenceUid: uid, sopClassUid: uid })),
});
export type VolumeGeometry = z.infer<typeof VolumeGeometry>;

/** Below 0 where x, y, frame are a left-handed system in the patient. */
export function determinantOf([[a, b, c], [d, e, f], [g, h, i]]: Affine): number {
  return a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
}
