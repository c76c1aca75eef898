import { isDeepStrictEqual } from 'node:util';
import type { Annotation, Category } from '../label/label.ts';
import { drawnSkeletons, joinedKeypoints } from './drawn-skeletons.ts';
import type { ClassFacts } from './holdings.ts';

/** One item of a file that many labels share: an image of COCO's `instances.json`, a line of `train.txt`. */
export type Piece = {
  /** The `path` of a file of `whole`. */
  readonly file: string;
  /** Which stream of that file. A piece that refers to one of another stream comes after it, and before the next of that stream. */
  readonly stream: string;
  /** The unit that is listed as one in which nothing is, as of a `FormatFile`. */
  readonly emptyUnit?: string | undefined;
  readonly emptyFrame?: number | undefined;
} & (
  | { readonly json: Readonly<Record<string, unknown>> } // without the numbers that its stream gives
  | { readonly text: string } // as it is, with its own line break
);

export type WholePart =
  | { readonly text: string }
  /** How many pieces a stream has that is an earlier part of the file. */
  | { readonly count: string }
  | {
      /** All pieces of this stream, in the order of the labels. */
      readonly stream: string;
      /** The text between two of them; none unless said otherwise. */
      readonly between?: string;
      /**
       * The field of each JSON piece that numbers them, from 1; `refers`: the field with the number of the piece that it
       * belongs to, in a stream that is an earlier part of the file.
       */
      readonly number?: Numbering;
    };
type Numbering = { readonly as: string; readonly refers?: { readonly as: string; readonly to: string } };

/** A file of a whole data set: text that the classes and splits decide, and streams of pieces that the labels bring. */
export type WholeFile = {
  /** Below the data set's tree: `annotations/instances_train.json`. */
  readonly path: string;
  readonly contentType: string;
  readonly parts: readonly WholePart[];
};

/** The classes of labels that are gathered in turn. */
export type GatheredClasses = {
  /** In the order in which labels first had them, with the first parent, colour and skeleton that a label said. */
  readonly classes: readonly ClassFacts[];
  /** Of the same classes, by name; both grow with `add`. */
  readonly numbers: ReadonlyMap<string, number>;
  readonly skeletons: ReadonlyMap<string, NonNullable<ClassFacts['skeleton']>>;
  /** Names of classes that have another skeleton in another label: keypoints of both are in one file, under one category. */
  readonly skeletonsDiffer: ReadonlySet<string>;
  /** Of a category whose ontology does not say its keypoints, the skeletons among the annotations do. */
  add(categories: readonly Category[], annotations?: readonly Pick<Annotation, 'category' | 'shape'>[]): void;
};

export function gatherClasses(): GatheredClasses {
  const facts = new Map<string, ClassFacts>();
  const classes: ClassFacts[] = [];
  const numbers = new Map<string, number>();
  const skeletons = new Map<string, NonNullable<ClassFacts['skeleton']>>();
  const skeletonsDiffer = new Set<string>();
  const drawn = new Set<string>(); // classes whose keypoints are those of the skeletons that were drawn
  const keep = (merged: ClassFacts): void => {
    const { name, number, skeleton } = merged;
    facts.set(name, merged);
    classes[number] = merged;
    numbers.set(name, number);
    if (skeleton) skeletons.set(name, skeleton);
  };
  return {
    classes,
    numbers,
    skeletons,
    skeletonsDiffer,
    add(categories, annotations = []) {
      for (const { kind, ...own } of categories) {
        if (kind !== 'object') continue;
        const known = facts.get(own.name);
        const merged = { ...own, ...known, number: known?.number ?? classes.length };
        keep(merged);
        if (own.skeleton && !isDeepStrictEqual(own.skeleton, merged.skeleton)) skeletonsDiffer.add(own.name);
      }
      for (const [name, template] of drawnSkeletons(annotations)) {
        const known = facts.get(name);
        if (!known || (known.skeleton && !drawn.has(name))) continue;
        const keypoints = joinedKeypoints(known.skeleton, template);
        if (known.skeleton && keypoints.length > known.skeleton.keypoints.length) skeletonsDiffer.add(name);
        keep({ ...known, skeleton: { keypoints: [...keypoints], edges: [] } });
        drawn.add(name);
      }
    },
  };
}

/** Lines of text to be appended to what is kept of one stream of one batch. */
export type Fragment = { readonly file: string; readonly stream: string; readonly text: string };

/**
 * Pieces of a batch of labels → fragments, which wait in files or objects until the last label is written: a data set is
 * never in memory. Give it the labels of one batch in turn; batches may be made at the same time, in any order.
 */
export function gatherPieces(files: readonly WholeFile[]): (pieces: readonly Piece[]) => readonly Fragment[] {
  const streams = new Map(
    files.flatMap(({ path, parts }) => {
      const own = new Map(parts.flatMap((part) => ('stream' in part ? [[part.stream, newStream(part)]] : [])));
      return [[path, own] as const];
    }),
  );
  return (pieces) => {
    const texts = new Map<Stream, Fragment & { text: string }>();
    for (const piece of pieces) {
      const ofFile = streams.get(piece.file);
      const stream = ofFile?.get(piece.stream);
      if (!ofFile || !stream) throw new TypeError(`No file of the data set has the stream ${nameOf(piece)}.`);
      stream.count += 1;
      const owner = stream.refersTo === undefined ? 0 : (ofFile.get(stream.refersTo)?.count ?? 0);
      if (stream.refersTo !== undefined && owner === 0) {
        throw new TypeError(`A piece of ${nameOf(piece)} must come after the one of ${stream.refersTo} it belongs to.`);
      }
      const line = `${owner}\t${JSON.stringify('json' in piece ? piece.json : piece.text)}\n`;
      const fragment = texts.get(stream);
      if (fragment) fragment.text += line;
      else texts.set(stream, { file: piece.file, stream: piece.stream, text: line });
    }
    return [...texts.values()];
  };
}

type Stream = { count: number; readonly refersTo: string | undefined };
const newStream = ({ number }: Extract<WholePart, { readonly stream: string }>): Stream => ({
  count: 0,
  refersTo: number?.refers?.to,
});
const nameOf = ({ file, stream }: Pick<Fragment, 'file' | 'stream'>) => `${stream} of ${file}`;

type Chunks = AsyncIterable<string> | Iterable<string>;

/** What is kept of a data set: batches in the order of their labels, from 0. */
export type Fragments = {
  readonly batches: number;
  /** The text of all fragments of one stream in turn, cut anywhere; undefined where a batch has none. */
  read(fragment: { readonly file: string; readonly stream: string; readonly batch: number }): Chunks | undefined;
};

/**
 * The text of one file, part by part. It holds one chunk of a fragment and one number a batch, however many labels there are,
 * and parses no JSON. Numbers follow the order of the batches, so that equal labels in equal order make equal bytes.
 */
export async function* assemble({ path, parts }: WholeFile, { batches, read }: Fragments): AsyncGenerator<string> {
  const before = new Map<string, readonly number[]>();
  const totals = new Map<string, number>();
  for (const part of parts) {
    if ('text' in part) {
      yield part.text;
      continue;
    }
    if ('count' in part) {
      const total = totals.get(part.count);
      if (total === undefined)
        throw new TypeError(`The stream ${part.count} of ${path} must be an earlier part than its count.`);
      yield String(total);
      continue;
    }
    const { stream, between = '', number } = part;
    const owners = number?.refers && before.get(number.refers.to);
    if (number?.refers && !owners) {
      throw new TypeError(`The stream ${number.refers.to} of ${path} must be an earlier part than ${stream}.`);
    }
    const firsts: number[] = [];
    let count = 0;
    for (let batch = 0; batch < batches; batch += 1) {
      firsts.push(count);
      const chunks = read({ file: path, stream, batch });
      if (!chunks) continue;
      for await (const lines of wholeLines(chunks, `${stream} of ${path}`)) {
        let text = '';
        for (const line of lines) {
          const tab = line.indexOf('\t');
          if (count > 0) text += between;
          count += 1;
          const owner = (owners?.[batch] ?? 0) + Number(line.slice(0, tab));
          text += written(line.slice(tab + 1), number, [count, owner]);
        }
        yield text;
      }
    }
    before.set(stream, firsts);
    totals.set(stream, count);
  }
}

/** A kept piece as it is in the file, with its numbers in front of the fields it has. */
function written(kept: string, number: Numbering | undefined, [own, owner]: readonly [number, number]): string {
  if (!number) return kept.startsWith('"') ? (JSON.parse(kept) as string) : kept;
  if (!kept.startsWith('{')) throw new TypeError('A piece of a stream with numbers must be json, but is text.');
  const { as, refers } = number;
  const numbers = `{${JSON.stringify(as)}:${own}${refers ? `,${JSON.stringify(refers.as)}:${owner}` : ''}`;
  return kept === '{}' ? `${numbers}}` : `${numbers},${kept.slice(1)}`;
}

/** The lines that each chunk completes. */
async function* wholeLines(chunks: Chunks, name: string): AsyncGenerator<readonly string[]> {
  let rest = '';
  for await (const chunk of chunks) {
    rest += chunk;
    if (!chunk.includes('\n')) continue; // a mask of megabytes is one line, and is looked through once
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    yield lines;
  }
  if (rest !== '') throw new SyntaxError(`The fragment ${name} must end with a whole line, but is cut short.`);
}
