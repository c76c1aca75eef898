import type { AnnotationOf, FormatContext, FormatFile, Omission } from '../format.ts';
import { indexedPicture, layersOf } from '../indexed-picture.ts';
import { type PaintedKind, paintedKinds, type SizedUnit } from '../painted.ts';
import type { BoxedKind } from '../upright-box.ts';

/** In VOC's order: of which class, and of which object a pixel is. */
export const segmentationFolders = { SegmentationClass: 'semantic', SegmentationObject: 'instance' } as const;

/** The two pictures of a unit, none where it has no object with pixels, and what they do not show. */
export function segmentationOf(
  unit: SizedUnit,
  path: string,
  annotations: readonly AnnotationOf<BoxedKind>[],
  classOf: FormatContext['classOf'],
): { readonly pictures: readonly FormatFile[]; readonly omitted: readonly Omission[]; isPainted(id: string): boolean } {
  const drawn = annotations.filter(isPainted);
  const pictures: FormatFile[] = [];
  const omitted: Omission[] = [];
  for (const [folder, kind] of Object.entries(segmentationFolders)) {
    const values = { kind, depth: 8 } as const;
    const layers = layersOf(unit, drawn, classOf, values);
    // What the picture of objects does not show of an object, that of classes does not show either, but for its own values.
    omitted.push(...layers.omitted.filter(({ code }) => code === 'too-many-classes' || code === wantedOf[kind]));
    if (layers.layers.length === 0) continue;
    pictures.push({
      path: `${folder}/${path}.png`,
      contentType: 'image/png',
      bytes: indexedPicture(unit, layers, values),
      namedAfter: 'unit',
    });
  }
  const isWhole = pictures.length === Object.keys(segmentationFolders).length;
  return {
    pictures: isWhole ? pictures : [],
    omitted,
    isPainted: (id) => isWhole && drawn.some((any) => any.id === id),
  };
}

/** Clipping and lost area are reported with the box of the object. */
const wantedOf = { semantic: undefined, instance: 'overlap' } as const;

const isPainted = (annotation: AnnotationOf<BoxedKind>): annotation is AnnotationOf<PaintedKind> =>
  paintedKinds.some((kind) => kind === annotation.shape?.kind);
