import type { Unit } from '../../lib/label/label.ts';
import type { Recording } from '../../lib/preview/drawing.ts';
import type { Drawing } from '../../lib/preview/preview.ts';
import { explained } from './explained.ts';
import { hasPicture, isRecording, type Pictures } from './pictures.ts';

/** A drawing of a unit with the video or audio that the unit is, or the reason why that, or its picture, is not there. */
export function shown(drawing: Drawing, unit: Unit, pictures: Pictures): Drawing {
  const reason = hasPicture(unit) || isRecording(unit) ? pictures.reasonOf?.(unit) : undefined;
  return recorded(explained(drawing, reason), pictures.recordingOf?.(unit), unit);
}

export function recorded(
  drawing: Drawing,
  recording: Recording | undefined,
  { framesPerSecond }: Pick<Unit, 'framesPerSecond'>,
): Drawing {
  if (!recording) return drawing;
  const isStill = recording.kind === 'video' && framesPerSecond === undefined;
  const note = 'How many frames a second the video has is not said: it does not move with them.';
  return { ...drawing, notes: [...drawing.notes, ...(isStill ? [note] : [])], recording };
}
