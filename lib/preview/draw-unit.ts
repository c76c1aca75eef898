import type { Media } from '../label/label.ts';
import { drawAudio } from './audio.ts';
import { classKey } from './class-key.ts';
import { drawConversation } from './conversation.ts';
import { drawDocument } from './document.ts';
import type { Block, Drawing } from './drawing.ts';
import { listing } from './listing.ts';
import type { Mark } from './mark.ts';
import type { Drawn, DrawnUnit } from './media.ts';
import { drawPlanes } from './planes.ts';
import { drawText } from './text.ts';
import { drawTimeSeries } from './time-series.ts';
import type { TrackMarks } from './track-marks.ts';
import { drawVideo } from './video.ts';

export type UnitToDraw = {
  readonly unit: DrawnUnit;
  readonly marks: readonly Mark[];
  readonly tracks?: readonly TrackMarks[];
  /** A data address of the picture that lies below the shapes. */
  readonly picture?: string | undefined;
};

/** More of them make files that no browser shows at once. */
const mostMarks = 5_000;

const media: { readonly [Kind in Media]: (given: UnitToDraw) => Drawn } = {
  image: ({ unit, marks, picture }) => drawPlanes(unit, marks, picture),
  geospatial: ({ unit, marks, picture }) => drawPlanes(unit, marks, picture),
  structured: ({ unit, marks }) => drawPlanes(unit, marks),
  video: ({ unit, marks, tracks = [] }) => drawVideo(unit, marks, tracks),
  volume: ({ unit, marks, tracks = [] }) => drawVideo(unit, marks, tracks),
  pointcloud: ({ unit, marks, tracks = [] }) => drawVideo(unit, marks, tracks),
  audio: ({ unit, marks }) => drawAudio(unit, marks),
  timeseries: ({ unit, marks }) => drawTimeSeries(unit, marks),
  text: ({ unit, marks }) => drawText(unit, marks),
  html: ({ unit, marks }) => drawText(unit, marks),
  document: ({ unit, marks, picture }) => drawDocument(unit, marks, picture),
  conversation: ({ unit, marks }) => drawConversation(unit, marks),
};

/** What the medium of a unit shows first: its surface, its frames, its text. */
export const mainBlockOf = (given: UnitToDraw): Block | undefined =>
  media[given.unit.media ?? 'image']({ ...given, marks: given.marks.slice(0, mostMarks) }).blocks[0];

/** A unit with every mark: drawn where its medium can show it, else listed below. */
export function drawUnit(given: UnitToDraw): Drawing {
  const { unit } = given;
  const marks = given.marks.slice(0, mostMarks);
  const { blocks, shown, notes = [] } = media[unit.media ?? 'image']({ ...given, marks });
  const further = marks.filter((mark) => !shown.has(mark));
  return {
    title: unit.name,
    notes: [
      ...(marks.length === 0 ? ['Nothing is marked here.'] : []),
      ...(marks.length < given.marks.length
        ? [`${marks.length.toLocaleString('en')} of ${given.marks.length.toLocaleString('en')} annotations are shown.`]
        : []),
      ...notes,
    ],
    blocks: [
      ...(marks.length > 0 ? [classKey(marks)] : []),
      ...blocks,
      ...(further.length > 0 ? [listing(further)] : []),
    ],
  };
}
