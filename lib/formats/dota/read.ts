import type { Position } from '../../label/label.ts';
import type { FormatFile, ReadFacts, ReadObject } from '../format.ts';
import { shapeOfCorners } from '../oriented-box.ts';
import { readRows, unitIn } from '../row-files.ts';
import { folder } from './folder.ts';

/** Strict: ten columns in each row, and no lines in front of them. */
export function read(file: Pick<FormatFile, 'path' | 'bytes'>, facts: ReadFacts): readonly ReadObject[] {
  const unit = unitIn(file.path, folder);
  return readRows(file, facts, { columns: 10, classAt: 8 }).map(({ category, values, where }) => {
    const [x1 = 0, y1 = 0, x2 = 0, y2 = 0, x3 = 0, y3 = 0, x4 = 0, y4 = 0, difficult] = values;
    if (difficult !== 0 && difficult !== 1) {
      throw new SyntaxError(`${where} must end in 0 or 1, but ends in another number. Write the file again.`);
    }
    const corners: [Position, Position, Position, Position] = [
      [x1, y1],
      [x2, y2],
      [x3, y3],
      [x4, y4],
    ];
    return { unit, category, shape: shapeOfCorners(corners) };
  });
}
