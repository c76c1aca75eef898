import { expect, it } from 'vitest';
import { determinantOf, VolumeGeometry } from '../../../lib/label/volume-geometry.ts';
import { aLabel } from '../../support/labels.ts';
import { refusal } from '../../support/refusal.ts';

const upwards: VolumeGeometry = {
  size: [4, 3, 2],
  affine: [
    [-1, 0, 0, 10],
    [0, -1, 0, 20],
    [0, 0, 2.5, 30],
    [0, 0, 0, 1],
  ],
};

it('an affine of which two voxels have one place is refused', () => {
  const [first, second, , last] = upwards.affine;
  const flat = { ...upwards, affine: [first, second, [0, 0, 0, 30], last] };
  expect(VolumeGeometry.safeParse(flat).success).toBe(false);
  expect(VolumeGeometry.safeParse(upwards).success).toBe(true);
});

it('the determinant of an affine is positive where x, y and the slices are a right-handed system', () => {
  const [first, second, third, last] = upwards.affine;
  expect(determinantOf(upwards.affine)).toBe(2.5);
  expect(determinantOf([second, first, third, last])).toBe(-2.5);
});

const volume = { id: 'unit-1', name: 'brain', media: 'volume' as const, width: 4, height: 3, frames: 2 };

it.each([
  ['its width', { width: 5 }],
  ['its height', { height: 5 }],
  ['its slices', { frames: 3 }],
  ['the size of one slice', { slices: [{ frame: 0, width: 4, height: 2 }] }],
])('a volume whose geometry does not agree with %s is refused', (_what, parts) => {
  const valid = aLabel({ units: [{ ...volume, geometry: upwards }] });
  expect(refusal(valid)).toBeUndefined();
  expect(refusal({ ...valid, units: [{ ...volume, geometry: upwards, ...parts }] })).toMatch(
    'units[0].geometry.size is not the size of its unit',
  );
});
