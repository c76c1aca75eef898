import type { ShapeKind } from '../label/label.ts';
import type { Omission } from './holdings.ts';
import type { Picture } from './video-frames.ts';

/** Why something of an annotation is lost: in a frame it is said once, however many frames of the video it is lost in. */
export function reporter(omitted: Omission[]): Report {
  const said = new Set<string>();
  return ({ unit, frame }, { id }, reasons) => {
    for (const reason of reasons) {
      const key = frame === undefined ? undefined : JSON.stringify([unit.id, id, reason.code, reason.detail]);
      if (key !== undefined && said.has(key)) continue;
      if (key !== undefined) said.add(key);
      omitted.push({ ...reason, unit: unit.id, annotation: id });
    }
  };
}
type Reason = Pick<Omission, 'code' | 'detail'>;
export type Report = (
  picture: Pick<Picture<ShapeKind>, 'unit' | 'frame'>,
  annotation: { readonly id: string },
  reasons: readonly Reason[],
) => void;
