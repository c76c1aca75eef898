import { parse } from 'csv-parse/sync';
import { Place, Shape } from '../../label/label.ts';
import type { FormatFile, ReadObject } from '../format.ts';
import { withFormula } from './rows.ts';

/** The objects of a table; answers to questions are no objects. */
export function read({ path, bytes }: Pick<FormatFile, 'path' | 'bytes'>): readonly ReadObject[] {
  const rows = parse(Buffer.from(bytes), { columns: true }) as Record<string, string>[];
  return rows.flatMap((row, index): ReadObject[] => {
    const text = (column: string): string => {
      const value = row[column];
      if (value !== undefined) return withFormula(value);
      throw new SyntaxError(`${path}: row ${index + 1} must have a column "${column}", but has none.`);
    };
    if (text('kind') !== 'object') return [];
    const geometry = text('geometry');
    const shape = geometry === '' ? undefined : Shape.parse(JSON.parse(geometry));
    const at = Place.parse(JSON.parse(text('place')));
    const track = text('track') || undefined;
    return [{ unit: path.slice(0, -'.csv'.length), category: text('category'), at, track, shape }];
  });
}
