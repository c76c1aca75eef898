import { InvalidLabel } from '../../contracts/errors.ts';
import { given } from '../../contracts/given.ts';
import type { Annotation, Label, LeftOut, LeftOutCode, Unread } from '../../label/label.ts';

/** No hash and no keyword is as long; a message that grows with a broken document helps nobody. */
const longestKey = 80;
export const shortened = (text: string): string => (text.length > longestKey ? `${text.slice(0, longestKey)}…` : text);

/** A field's name, as platforms write them. Any other key is data, such as a hash, a number of a frame or an address. */
const fieldName = /^[a-z_$][\w$-]{0,39}$/i;

/** Where a field is in the document. It becomes text only for an error or a note. */
export class FieldPath {
  readonly #key: string | number;
  readonly #within: FieldPath | Reading | undefined;
  readonly #isData: boolean;

  constructor(key: string | number, within?: FieldPath | Reading, isData = false) {
    this.#key = key;
    this.#within = within;
    this.#isData = isData;
  }

  /** A field, or an entry of a list. */
  at(key: string | number): FieldPath {
    return new FieldPath(key, this);
  }

  /** An entry under a key that is data: a hash, the number of a frame, the id of a feature. */
  under(key: string): FieldPath {
    return new FieldPath(key, this, true);
  }

  /** E.g. `data_units.<hash>.labels.12.objects[3]`. */
  toString(): string {
    const before = this.#within instanceof FieldPath ? this.#within.toString() : '';
    if (typeof this.#key === 'number') return `${before}[${this.#key}]`;
    return before ? `${before}.${shortened(this.#key)}` : shortened(this.#key);
  }

  /** The same for every document: `data_units.*.labels.*.objects[]`. */
  get pattern(): string {
    const before = this.#within instanceof FieldPath ? this.#within.pattern : '';
    if (typeof this.#key === 'number') return `${before}[]`;
    const name = this.#isData || !fieldName.test(this.#key) ? '*' : this.#key;
    return before ? `${before}.${name}` : name;
  }

  /** The reading of the document that it is in. */
  get reading(): Reading {
    if (this.#within instanceof FieldPath) return this.#within.reading;
    if (this.#within) return this.#within;
    throw new Error(`The path ${this} must begin with Reading.at.`);
  }
}

/** What a connection's settings say about the reading of its documents. */
export type ReadingSettings = {
  /** Annotations of a kind that is not supported: `refuse` (the default) the label, or `leave-out` the annotation alone. */
  readonly unknownKinds?: 'refuse' | 'leave-out' | undefined;
};

/** What names an annotation in the label: relations and listed tracks may lead to it by any id. `unit`: that of its shape. */
export type Region = Pick<Annotation, 'id'> & Partial<Pick<Annotation, 'track' | 'region' | 'unit'>>;

/** Patterns of unread fields that are counted each; a broken document may hold any number of them. */
const mostPatterns = 50;
const furtherPatterns = '(further fields)';

/**
 * One reading of one document: takes note of what the label is made without. Readers reach it by the path that they have
 * in hand, `path.reading`; `finishLabel` puts its notes into the label.
 */
export class Reading {
  readonly #unknownKinds: ReadingSettings['unknownKinds'];
  readonly #unread = new Map<string, number>();
  readonly #leftOut: LeftOut[] = [];
  readonly #gone = new Set<string>();

  constructor({ unknownKinds = 'refuse' }: ReadingSettings = {}) {
    this.#unknownKinds = unknownKinds;
  }

  /** The beginning of a path in the document. */
  at(key: string): FieldPath {
    return new FieldPath(key, this);
  }

  /** The field is not read, and cannot change what is read. */
  unread(path: FieldPath): void {
    const { pattern } = path;
    const isCounted = this.#unread.has(pattern) || this.#unread.size < mostPatterns;
    const counted = isCounted ? pattern : furtherPatterns;
    this.#unread.set(counted, (this.#unread.get(counted) ?? 0) + 1);
  }

  /** The annotation is not in the label: it marks nothing. */
  leaveOut(region: Region, path: FieldPath, detail: string, code: LeftOutCode = 'degenerate'): void {
    for (const name of [region.id, region.track, region.region]) if (name !== undefined) this.#gone.add(name);
    this.#note(region.id, code, path, detail, region.unit);
  }

  /** The annotation is of a kind that nobody reads here: refused, unless the connection wants the rest of the label. */
  unknownKind(region: Region, path: FieldPath, problem: string): void {
    if (this.#unknownKinds !== 'leave-out') throw new InvalidLabel(`${path} ${problem}.`);
    this.leaveOut(region, path, problem, 'unknown-kind');
  }

  /** A value of the annotation `id` is of a kind that nobody reads here: as `unknownKind`, but the annotation stays. */
  unknownValue(id: string, path: FieldPath, problem: string): void {
    if (this.#unknownKinds !== 'leave-out') throw new InvalidLabel(`${path} ${problem}.`);
    this.notKept(id, path, problem);
  }

  /** The annotation `id` is in the label, without the value at `path`. */
  notKept(id: string, path: FieldPath, detail: string): void {
    this.#note(id, 'value-not-kept', path, detail);
  }

  /** Whether an annotation of this id, track or region was left out. */
  hasLeftOut(name: string): boolean {
    return this.#gone.has(name);
  }

  get hasLeftOutAny(): boolean {
    return this.#gone.size > 0;
  }

  /** What goes into the label; no field where there is nothing to say. */
  get notes(): Pick<Label, 'unread' | 'leftOut'> {
    const unread = [...this.#unread].map(([path, count]) => ({ path, count }));
    const isLast = ({ path }: Unread) => path === furtherPatterns;
    unread.sort((a, b) => Number(isLast(a)) - Number(isLast(b)) || (a.path < b.path ? -1 : 1));
    return given({
      unread: unread.length > 0 ? unread : undefined,
      leftOut: this.#leftOut.length > 0 ? [...this.#leftOut] : undefined,
    });
  }

  #note(id: string, code: LeftOutCode, path: FieldPath, detail: string, unit?: string): void {
    this.#leftOut.push(given({ id, code, path: path.toString(), detail, unit }));
  }
}
