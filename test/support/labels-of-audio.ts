import fc from 'fast-check';
import type { Annotation, Label } from '../../lib/label/label.ts';
import { aLabel, anyName } from './labels.ts';

const durationMs = 20_000;
const milliseconds = fc.integer({ min: 0, max: durationMs * 10 }).map((tenths) => tenths / 10);
const range = fc
  .tuple(milliseconds, milliseconds)
  .map(([one, other]) => ({ start: Math.min(one, other), end: Math.max(one, other) }));

const speech = (speakers: readonly string[]) =>
  fc
    .record({
      unit: fc.nat({ max: 1 }),
      category: fc.constantFrom(...speakers),
      ranges: fc.array(range, { minLength: 1, maxLength: 3 }),
      channel: fc.option(fc.nat({ max: 1 }), { nil: undefined }),
      track: fc.option(fc.constantFrom('speaker 1', 'speaker 2'), { nil: undefined }),
      transcript: fc.option(fc.string({ unit: 'grapheme' }), { nil: undefined }),
    })
    .map(
      ({ unit, category, ranges, channel, track, transcript }): Omit<Annotation, 'id'> => ({
        category,
        categoryKind: 'object',
        unit: `unit-${unit}`,
        at: { kind: 'time', ranges, ...(channel === undefined ? {} : { channel }) },
        attributes: transcript === undefined ? [] : [{ name: 'Rank', value: { kind: 'text', text: transcript } }],
        ...(track === undefined ? {} : { track }),
      }),
    );

/** Any valid label of two audio files of twenty seconds, in which people speak. */
export const anyLabelOfAudio = (): fc.Arbitrary<Label> =>
  fc
    .record({ names: fc.tuple(anyName, anyName), speakers: fc.uniqueArray(anyName, { minLength: 1, maxLength: 3 }) })
    .chain(({ names, speakers }) =>
      fc.array(speech(speakers), { maxLength: 8 }).map((made) =>
        aLabel({
          categories: speakers.map((name) => ({ name, kind: 'object' as const })),
          units: names.map((name, index) => ({
            id: `unit-${index}`,
            name: `${index}/${name}`,
            media: 'audio' as const,
            ...(index === 0 ? { durationMs } : {}),
          })),
          annotations: made.map((parts, index) => ({ id: `annotation-${index}`, ...parts })),
        }),
      ),
    );
