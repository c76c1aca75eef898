import { parse } from 'csv-parse/sync';
import * as z from 'zod/mini';
import { Attribute, Place, Shape } from '../../label/label.ts';
import { flatAttributes } from '../flat-attributes.ts';
import type { FormatFile, ReadObject } from '../format.ts';
import { withFormula } from './rows.ts';

/** A row each: an object, or answers to a question. */
export function read({ path, bytes }: Pick<FormatFile, 'path' | 'bytes'>): readonly ReadObject[] {
  const rows = parse(Buffer.from(bytes), { columns: true }) as Record<string, string>[];
  return rows.map((row, index): ReadObject => {
    const text = (column: string): string => {
      const value = row[column];
      if (value !== undefined) return withFormula(value);
      throw new SyntaxError(`${path}: row ${index + 1} must have a column "${column}", but has none.`);
    };
    const isObject = text('kind') === 'object';
    const geometry = text('geometry');
    const shape = geometry === '' ? undefined : Shape.parse(JSON.parse(geometry));
    const at = Place.parse(JSON.parse(text('place')));
    const track = text('track') || undefined;
    const attributes = z.array(Attribute).parse(JSON.parse(text('attributes')));
    return {
      unit: path.slice(0, -'.csv'.length),
      category: text('category'),
      ...(isObject ? {} : { categoryKind: 'classification' }),
      at,
      track,
      shape,
      ...(attributes.length === 0 ? {} : { answers: flatAttributes(attributes, {}) }),
    };
  });
}
