import * as z from 'zod/mini';
import type { Unit } from '../../label/label.ts';
import { defineFormat, type FormatFile, type Omission, type Piece, shapedObjects } from '../format.ts';
import { oneLine } from '../row-files.ts';
import { boxedShapes, shapesOption } from '../upright-box.ts';
import { videoObjects } from '../video-objects.ts';
import { isSized } from '../visible-parts.ts';
import { type Sequence, trackRows } from './rows.ts';

/** A folder a video: `gt/gt.txt`, a row for each thing and frame, and `seqinfo.ini`. */
export default defineFormat({
  id: 'mot',
  title: 'MOTChallenge (tracks of boxes)',
  specification: 'https://motchallenge.net/instructions/',
  readers: ({ base }) => (base === 1 ? ['trackeval'] : []),
  readsDocument: false,
  needs: ['video-size', 'frames', 'rate'],
  // Two files a video that are of no use without each other.
  live: false,
  samples: false,
  Options: z.strictObject({
    shapes: shapesOption,
    /** What the first pixel is called. Frames and things are always counted from 1. */
    base: z._default(z.union([z.literal(1), z.literal(0)]), 1),
  }),
  cases: [{ shapes: 'boxes' }, { base: 0 }],
  variant: ({ shapes, base }) =>
    [base === 0 ? ['zero-based'] : [], shapes === 'boxes' ? ['boxes'] : []].flat().join('-') || undefined,
  holds: ({ shapes }) => ({
    ...shapedObjects,
    media: ['video'],
    places: ['frame'],
    shapes: boxedShapes(shapes),
    tracks: 'ranges',
  }),
  write({ categories, units, annotations, tracks = [] }, { base }, { classOf, paths, dataSet }) {
    const omitted: Omission[] = [];
    const pieces: Piece[] = [];
    const numbers = new Map(
      categories.filter(({ kind }) => kind === 'object').map(({ name }) => [name, classOf(name).number + 1]),
    );
    const annotationsOf = Map.groupBy(annotations, ({ unit }) => unit);
    const files = units.flatMap((unit): FormatFile[] => {
      if (!isSequence(unit)) {
        omitted.push(...missingOf(unit).map((code) => ({ code, unit: unit.id })));
        return [];
      }
      const things = videoObjects(unit, annotationsOf.get(unit.id) ?? [], tracks);
      const rows = trackRows(unit, things.objects, numbers, base);
      omitted.push(...things.omitted, ...rows.omitted);
      if (!rows.lines) return [];
      const path = paths.get(unit.id) ?? '';
      const emptyUnit = rows.lines.length === 0 ? unit.id : undefined;
      if (dataSet) pieces.push({ file: sequences, stream: 'sequences', text: `${cellOf(path)}\n`, emptyUnit });
      const text = { contentType: 'text/plain; charset=utf-8', namedAfter: 'unit', emptyUnit } as const;
      return [
        { ...text, path: `${path}/gt/gt.txt`, bytes: Buffer.from(rows.lines.join('')) },
        { ...text, path: `${path}/seqinfo.ini`, bytes: Buffer.from(sequenceInfo(unit, path)) },
      ];
    });
    return { files, pieces, omitted };
  },
  whole: ({ classes }) => [
    {
      path: 'labels.txt',
      contentType: 'text/plain; charset=utf-8',
      parts: [{ text: classes.map(({ name }) => `${oneLine(name)}\n`).join('') }],
    },
    {
      path: sequences,
      contentType: 'text/plain; charset=utf-8',
      parts: [{ text: 'name\n' }, { stream: 'sequences' }],
    },
  ],
  ownReader: () => import('./read.ts'),
});

/** As TrackEval asks for the names of the sequences: a table of one column. */
const sequences = 'seqmap.txt';
const cellOf = (path: string) => (path.includes(',') ? `"${path}"` : path); // a path holds no quotation marks

const isSequence = (unit: Unit): unit is Sequence =>
  isSized(unit) && unit.frames !== undefined && unit.framesPerSecond !== undefined;

const missingOf = (unit: Unit): Omission['code'][] => [
  ...(isSized(unit) ? [] : ['size-unknown' as const]),
  ...(unit.frames === undefined ? ['frames-unknown' as const] : []),
  ...(unit.framesPerSecond === undefined ? ['rate-unknown' as const] : []),
];

const sequenceInfo = ({ width, height, frames, framesPerSecond }: Sequence, path: string): string =>
  [
    '[Sequence]',
    `name=${path}`,
    'imDir=img1',
    `frameRate=${framesPerSecond}`,
    `seqLength=${frames}`,
    `imWidth=${width}`,
    `imHeight=${height}`,
    'imExt=.jpg',
    '',
  ].join('\n');
