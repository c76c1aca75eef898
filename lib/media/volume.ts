import type { Unit } from '../label/label.ts';
import { determinantOf } from '../label/volume-geometry.ts';
import { isDicom } from './dicom-header.ts';
import { dicomSeries, type VolumeFacts } from './dicom-series.ts';
import { MediaProblem, type MediaSource } from './media-source.ts';
import { niftiGeometry } from './nifti-header.ts';

/**
 * Where the voxels of a volume are, of its NIfTI file or of the files of its DICOM series, in any order. `MediaProblem` where
 * the files do not say it, or are of another size than the platform says.
 */
export async function volumeFacts(sources: readonly MediaSource[], unit: Unit): Promise<Partial<Unit>> {
  const facts = await factsIn(sources, unit);
  const { size, affine } = facts.geometry;
  if (determinantOf(affine) === 0) throw problem(unit, 'must give each voxel its own place, but gives many the same');
  const stated = [unit.width, unit.height, unit.frames];
  if (stated.some((count, axis) => count !== undefined && count !== size[axis])) {
    throw problem(unit, `must be as large as the platform says, ${shown(stated)}, but is ${shown(size)}`);
  }
  return { ...facts, width: size[0], height: size[1] };
}

async function factsIn(sources: readonly MediaSource[], unit: Unit): Promise<VolumeFacts> {
  const [first, ...others] = sources;
  if (!first) throw problem(unit, 'must have a file, but has none');
  if (others.length > 0 || isDicom(await first.read(0, 132))) return dicomSeries(sources, unit);
  const geometry = await niftiGeometry(first);
  return { geometry, frames: geometry.size[2] };
}

const shown = (size: readonly (number | undefined)[]) => size.map((count) => count ?? '?').join(' × ');

const problem = ({ name }: Unit, what: string) => new MediaProblem('media-unreadable', `The volume ${name} ${what}.`);
