import type { ReadObject } from '../formats/format.ts';
import type { Label, Media, Place } from '../label/label.ts';
import { drawUnit } from './draw-unit.ts';
import type { Drawing } from './drawing.ts';
import { marksOfFile, marksOfLabel, type Standing } from './mark.ts';
import type { DrawnUnit } from './media.ts';
import { tracksOfLabel } from './track-marks.ts';

export type { Drawing } from './drawing.ts';
export type { DrawnUnit } from './media.ts';

/**
 * A label as it is, a drawing for each of its units. `pictureOf` gives the picture of a unit as a data address, `standingOf`
 * what became of an annotation, where two revisions are compared.
 */
export const drawLabel = (
  label: Label,
  pictureOf: (unit: Label['units'][number]) => string | undefined,
  standingOf?: (annotation: string) => Standing,
): Drawing[] =>
  label.units.map((unit) =>
    drawUnit({
      unit,
      marks: marksOfLabel(label, unit.id, standingOf),
      tracks: tracksOfLabel(label, unit.id),
      picture: pictureOf(unit),
    }),
  );

/** What a file of a format says of one unit, which no annotation of the label is added to. */
export const drawFile = (unit: DrawnUnit, objects: readonly ReadObject[], picture?: string): Drawing =>
  drawUnit({ unit: { media: mediumOf(unit, objects), ...unit }, marks: marksOfFile(objects), picture });

const mediumWith: { readonly [Kind in Place['kind']]: Media | undefined } = {
  whole: undefined,
  frame: 'video',
  frames: 'video',
  page: 'document',
  tokens: 'document',
  time: 'audio',
  text: 'text',
  markup: 'html',
  message: 'conversation',
  series: 'timeseries',
};

/** A file seldom says its medium: its places do. */
function mediumOf({ text, messages }: DrawnUnit, objects: readonly ReadObject[]): Media {
  if (text !== undefined) return 'text';
  if (messages) return 'conversation';
  return objects.map(({ at }) => at && mediumWith[at.kind]).find((medium) => medium) ?? 'image';
}
