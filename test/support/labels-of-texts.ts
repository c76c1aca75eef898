import fc from 'fast-check';
import type { Annotation, Label } from '../../lib/label/label.ts';
import { aLabel, anyName } from './labels.ts';

/** Words, emoji of several code points, and what is between them; also what no word should be made of. */
const piece = fc.constantFrom(
  'Ada',
  'Zürich',
  "O'Neill",
  'Kiel-Wik',
  '5km',
  '👩‍🔬',
  '🚦',
  '🏴󠁧󠁢󠁷󠁬󠁳󠁿',
  'नमस्ते',
  'می‌خواهم',
  '東京',
  ',',
  '"',
  ' ',
  ' ',
  ' ',
  '\n',
  '\r\n',
  '\t',
  '\u0007',
  '\u2028',
  '\u00ad',
);
const anyText = fc.array(piece, { maxLength: 20 }).map((pieces) => pieces.join(''));

/** Any valid label of two texts, with named stretches that may overlap, end anywhere, or have no length. */
export const anyLabelOfTexts = (): fc.Arbitrary<Label> =>
  fc
    .record({
      texts: fc.tuple(anyText, anyText),
      names: fc.tuple(anyName, anyName),
      categories: fc.uniqueArray(anyName, { minLength: 1, maxLength: 3 }),
    })
    .chain(({ texts, names, categories }) => {
      const annotation = fc.nat({ max: 1 }).chain((unit) => {
        const offset = fc.nat({ max: texts[unit]?.length ?? 0 });
        return fc
          .record({ ends: fc.tuple(offset, offset), category: fc.constantFrom(...categories) })
          .map(({ ends, category }): Omit<Annotation, 'id'> => {
            const [start = 0, end = 0] = [...ends].sort((one, other) => one - other);
            const at = { kind: 'text' as const, ranges: [{ start, end }] };
            return { category, categoryKind: 'object', unit: `unit-${unit}`, at, attributes: [] };
          });
      });
      return fc.array(annotation, { maxLength: 8 }).map((made) =>
        aLabel({
          categories: categories.map((name) => ({ name, kind: 'object' as const })),
          units: names.map((name, index) => ({
            id: `unit-${index}`,
            name: `${index}/${name}`,
            media: 'text' as const,
            text: texts[index] ?? '',
          })),
          annotations: made.map((parts, index) => ({ id: `annotation-${index}`, ...parts })),
        }),
      );
    });
