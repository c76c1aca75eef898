import type { Drawing } from '../../lib/preview/preview.ts';

/** A drawing with the reason why its picture is not there. */
export const explained = (drawing: Drawing, reason: string | undefined): Drawing =>
  reason === undefined ? drawing : { ...drawing, notes: [...drawing.notes, `The picture is not shown: ${reason}`] };
