import type { Label } from '../label/label.ts';
import { mainBlockOf } from './draw-unit.ts';
import { drawingWidth } from './drawing.ts';
import { marksOfLabel } from './mark.ts';
import { element } from './markup.ts';
import { svgElement } from './svg-file.ts';
import { tracksOfLabel } from './track-marks.ts';

/** Where there is nothing to draw, such as a text that the label does not hold. */
const emptyHeight = 540;
const tallest = 720;

/** The first unit of a label as one SVG, without a key and a list: to be shown small. A video shows its first frame. */
export function thumbnail(label: Label, pictureOf: (unit: Label['units'][number]) => string | undefined): string {
  const [unit] = label.units;
  if (!unit) throw new Error(`Label ${label.source.label} must have a unit, but has none.`);
  const block = mainBlockOf({
    unit,
    marks: marksOfLabel(label, unit.id),
    tracks: tracksOfLabel(label, unit.id),
    picture: pictureOf(unit),
  });
  const body = block && ('frames' in block ? block.frames[0]?.body : block.body);
  const height = Math.min(block?.height ?? emptyHeight, tallest);
  const paper = element('rect', { width: drawingWidth, height, fill: '#eef0f2' });
  return svgElement({ width: drawingWidth, height, title: unit.name }, body ?? paper).markup;
}
