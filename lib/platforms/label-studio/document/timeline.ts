import type { CountRange, Unit } from '../../../label/label.ts';
import { asFields, countIn, type FieldPath, type Fields, invalidAt, isMissing, listIn } from '../../kit/fields.ts';
import { degenerate, isNowhere, nowhere } from '../../kit/kept-shape.ts';
import { checkKeys } from '../../kit/known-keys.ts';
import { keys } from './known-keys.ts';
import { type Mark, marksNothing, type Note } from './mark.ts';
import { firstFrame, lengthNotes } from './tracks.ts';

/** A range of a timeline includes its last frame; one with a single end is that frame, or goes on to the end of the video. */
export function timelineIn(value: Fields, unit: Unit, path: FieldPath): Mark {
  const listPath = path.at('ranges');
  const notes: Note[] = [...lengthNotes(value, path)];
  const ranges = listIn(value, 'ranges', path).flatMap((entry, index) => {
    const at = listPath.at(index);
    const range = asFields(entry, at);
    checkKeys(range, keys.range, at);
    const read = isNowhere(range, ['start', 'end']) ? nowhere.detail : rangeIn(range, unit, at);
    if (typeof read !== 'string') return read;
    notes.push({ path: at, detail: read });
    return [];
  });
  if (ranges.length === 0) return marksNothing(degenerate('a timeline without ranges'));
  return { placements: [{ at: { kind: 'frames', ranges } }], notes };
}

/** Or why it is not a range. */
function rangeIn(range: Fields, { frames }: Unit, path: FieldPath): CountRange | string {
  const start = isMissing(range.start) ? undefined : countIn(range, 'start', path, firstFrame);
  const end = isMissing(range.end) ? undefined : countIn(range, 'end', path, firstFrame);
  const first = start ?? end;
  const last = end ?? frames;
  if (first === undefined || last === undefined) throw invalidAt(path.at('end'), 'must be a frame, but is missing');
  if (last < first) return 'a range that ends before it starts';
  return { start: first - firstFrame, end: last - firstFrame + 1 };
}
