import type { FormatFile, ReadFacts, ReadObject } from '../format.ts';
import { readRows, unitIn } from '../row-files.ts';
import { folder } from './folder.ts';

/** Strict: fifteen columns, those of training files; a sixteenth, the score, is of results. */
export function read(file: Pick<FormatFile, 'path' | 'bytes'>, facts: ReadFacts): readonly ReadObject[] {
  const unit = unitIn(file.path, folder);
  return readRows(file, facts, { columns: 15, classAt: 0 }).map(({ category, values, where }) => {
    const [truncated = 0, occluded = 0, _alpha, left = 0, top = 0, right = 0, bottom = 0] = values;
    if (truncated < 0 || truncated > 1 || ![0, 1, 2, 3].includes(occluded)) {
      throw new SyntaxError(`${where} must be truncated from 0 to 1 and occluded 0 to 3, but is not. Write it again.`);
    }
    if (left >= right || top >= bottom) {
      throw new SyntaxError(`${where} must have left, top, right, bottom in this order, but has not. Write it again.`);
    }
    const [width, height] = [right - left, bottom - top];
    return { unit, category, shape: { kind: 'box', x: left, y: top, width, height, rotationDegrees: 0 } };
  });
}
