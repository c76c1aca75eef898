import type { Unit } from '../../lib/label/label.ts';
import type { Recording } from '../../lib/preview/drawing.ts';
import type { Drawing } from '../../lib/preview/preview.ts';

/** A drawing with the video or audio that its unit is. */
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
