import type { Unit } from '../../label/label.ts';
import { eachSplit } from '../data-set-files.ts';
import { defineFormat, type FormatFile, type Omission, type Piece } from '../format.ts';
import { decimal } from '../xml.ts';
import { Options, variantOf } from './options.ts';
import { oneField, turnsOf } from './turns.ts';

/** One text file a unit, one row a turn of a speaker. In a data set one file a split, with the lists that pyannote asks for. */
export default defineFormat({
  id: 'rttm',
  title: 'RTTM (who speaks when)',
  specification:
    'https://web.archive.org/web/20170119114252/http://www.itl.nist.gov/iad/mig/tests/rt/2009/docs/rt09-meeting-eval-plan-v2.pdf',
  readers: ['pyannote.database'],
  readsDocument: false,
  Options,
  cases: [{ speaker: 'object' }, { speaker: 'question', question: 'Rank' }],
  variant: variantOf,
  holds: ({ speaker }) => ({
    media: ['audio'],
    coordinates: ['pixels'],
    places: ['time'],
    shapes: [],
    shapelessObjects: true,
    classifications: speaker === 'question',
    attributes: false,
    relations: false,
    tracks: speaker === 'object' ? 'ids' : 'none',
  }),
  write({ units, annotations }, options, { paths, dataSet }) {
    const omitted: Omission[] = [];
    const files: FormatFile[] = [];
    const pieces: Piece[] = [];
    const annotationsOf = Map.groupBy(annotations, ({ unit }) => unit);
    for (const unit of units) {
      const path = paths.get(unit.id) ?? '';
      const file = oneField(path);
      const { turns, omitted: why } = turnsOf(annotationsOf.get(unit.id) ?? [], file, options);
      omitted.push(...why);
      const emptyUnit = turns.length === 0 ? unit.id : undefined;
      const text = turns.map(({ row }) => `${row}\n`).join('');
      if (!dataSet) {
        files.push({ path: `${path}.rttm`, contentType, bytes: Buffer.from(text), namedAfter: 'unit', emptyUnit });
        continue;
      }
      const split = dataSet.splitOf(unit.id);
      const channels = [...new Set(turns.map(({ channel }) => channel))].sort((one, other) => one - other);
      pieces.push({ file: pathOf(split, 'rttm'), stream, text, emptyUnit });
      pieces.push({ file: pathOf(split, 'lst'), stream, text: `${file}\n`, emptyUnit });
      pieces.push({ file: pathOf(split, 'uem'), stream, text: evaluated(unit, file, channels), emptyUnit });
    }
    return { files, pieces, omitted };
  },
  whole: ({ splits }) =>
    eachSplit(splits).flatMap((split) =>
      (['rttm', 'lst', 'uem'] as const).map((ending) => ({
        path: pathOf(split, ending),
        contentType,
        parts: [{ stream }],
      })),
    ),
  ownReader: () => import('./read.ts'),
});

const contentType = 'text/plain; charset=utf-8';
const stream = 'units';

const pathOf = (split: string | undefined, ending: 'rttm' | 'lst' | 'uem') => `${split ?? 'all'}.${ending}`;

/** Rows of a UEM file, `file channel start end`: all of the audio, where the platform says how long it is. */
const evaluated = ({ durationMs = 0 }: Unit, file: string, channels: readonly number[]): string => {
  const end = decimal(durationMs / 1000);
  return end === '0'
    ? ''
    : (channels.length === 0 ? [1] : channels).map((each) => `${file} ${each} 0 ${end}\n`).join('');
};
