import { printable } from '../../lib/contracts/printable.ts';
import type { Omission } from '../../lib/formats/format.ts';
import type { Label } from '../../lib/label/label.ts';
import { type Count, Tally } from './tally.ts';

const mostLines = 10;

type OfFormat = { files: number; readonly omitted: Tally };

/** What became of the labels of one run, as counts. */
export class Summary {
  labels = 0;
  annotations = 0;
  notLabelled = 0;
  /** Classes whose keypoints are not those of all labels. */
  skeletonsDiffer: readonly string[] = [];
  readonly #formats: Map<string, OfFormat>;
  readonly #unread = new Tally();
  readonly #leftOut = new Tally();
  readonly #renamed = new Tally();
  readonly #refused = new Tally();

  constructor(formats: readonly string[]) {
    this.#formats = new Map(formats.map((name) => [name, { files: 0, omitted: new Tally() }]));
  }

  addLabel({ annotations, unread = [], leftOut = [] }: Label): void {
    this.labels += 1;
    this.annotations += annotations.length;
    for (const { path, count } of unread) this.#unread.add(path, { count });
    for (const { id, code, detail } of leftOut) this.#leftOut.add(kindOf(code, detail), { example: id });
  }

  addFiles(format: string, files: number, omitted: readonly Omission[] = []): void {
    const counted = this.#formats.get(format);
    if (!counted) return;
    counted.files += files;
    for (const { code, detail, unit, annotation = unit } of omitted)
      counted.omitted.add(kindOf(code, detail), { example: annotation });
  }

  addRenamed(wanted: string, name: string): void {
    this.#renamed.add('another label has the name', { example: `${wanted} → ${name}` });
  }

  addRefused(reason: string, place: string): void {
    this.#refused.add(reason, { example: place });
  }

  get refused(): number {
    return this.#refused.total;
  }

  /** Whether the files lack something that the labels, or their documents, have. */
  get hasLosses(): boolean {
    const omitted = [...this.#formats.values()].some((format) => format.omitted.total > 0);
    return omitted || this.#unread.total > 0 || this.#leftOut.total > 0;
  }

  json(classes: readonly string[], out: string) {
    const { labels, annotations, notLabelled } = this;
    const formats = [...this.#formats].map(([format, { files, omitted }]) => ({
      format,
      files,
      omitted: omitted.counts.map(({ kind, count, examples }) => ({ ...codeOf(kind), count, examples })),
    }));
    return {
      ...{ out, labels, annotations, notLabelled, classes, formats },
      unread: this.#unread.counts.map(({ kind, count }) => ({ path: kind, count })),
      leftOut: this.#leftOut.counts.map(({ kind, count, examples }) => ({ ...codeOf(kind), count, examples })),
      skeletonsDiffer: this.skeletonsDiffer,
      renamed: this.#renamed.total,
      refused: this.#refused.counts.map(({ kind, count, examples }) => ({ reason: kind, count, places: examples })),
    };
  }

  text(classes: readonly string[], out: string, seconds: number): string {
    const { labels, annotations, notLabelled } = this;
    const width = Math.max(...[...this.#formats.keys()].map((name) => name.length));
    const counts = `${counted(labels, 'label')}, ${counted(annotations, 'annotation')}, ${counted(classes.length, 'class', 'es')}`;
    const lines = [
      `${counts} in ${out}/ (${seconds.toFixed(1)} s)`,
      ...[...this.#formats].map(([name, { files }]) => `  ${name.padEnd(width)}  ${counted(files, 'file')}`),
      ...[...this.#formats].flatMap(([name, { omitted }]) =>
        section(`Omitted, because ${name} has no place for it`, omitted.counts),
      ),
      ...section('Left out of the labels, because it marks nothing or is not supported', this.#leftOut.counts),
      ...section('Not read: fields that change nothing of what is read', this.#unread.counts),
      ...section('Files with the label in their name', this.#renamed.counts),
      ...(this.skeletonsDiffer.length > 0
        ? [`Classes with other keypoints in other labels: ${this.skeletonsDiffer.join(', ')}`]
        : []),
      ...(notLabelled > 0 ? [`${notLabelled} not labelled yet, or skipped`] : []),
      ...section('Refused', this.#refused.counts),
    ];
    return lines.map(printable).join('\n');
  }
}

const counted = (count: number, what: string, plural = 's'): string =>
  `${inThousands(count)} ${what}${count === 1 ? '' : plural}`;

/** `1,234`: toLocaleString would first load a locale, which takes as long as hundreds of labels. */
const inThousands = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, ',');

const kindOf = (code: string, detail: string | undefined): string =>
  detail === undefined ? code : `${code}: ${detail}`;

/** A code has no colon. */
function codeOf(kind: string): { readonly code: string; readonly detail?: string } {
  const at = kind.indexOf(': ');
  return at < 0 ? { code: kind } : { code: kind.slice(0, at), detail: kind.slice(at + 2) };
}

function section(title: string, counts: readonly Count[]): readonly string[] {
  if (counts.length === 0) return [];
  const lines = counts.slice(0, mostLines).map(({ kind, count, examples }) => {
    const named = examples.length > 0 ? ` (${examples.join(', ')}${count > examples.length ? ', …' : ''})` : '';
    return `  ${String(count).padStart(6)} × ${kind}${named}`;
  });
  const rest = counts.length > mostLines ? [`  and ${counts.length - mostLines} more kinds (--json lists them)`] : [];
  return [title, ...lines, ...rest];
}
