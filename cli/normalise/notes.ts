import type { Label } from '../../lib/label/label.ts';

const mostLines = 10;
const idsNamed = 3;

type Note = { count: number; readonly ids: string[] };

/** What labels were made without, in a few lines for a person. */
export class Notes {
  #labels = 0;
  readonly #unread = new Map<string, Note>();
  readonly #leftOut = new Map<string, Note>();

  add({ unread = [], leftOut = [] }: Label): void {
    if (unread.length > 0 || leftOut.length > 0) this.#labels += 1;
    for (const { path, count } of unread) noteIn(this.#unread, path).count += count;
    for (const { id, code, detail } of leftOut) {
      const note = noteIn(this.#leftOut, detail === undefined ? code : `${code}: ${detail}`);
      note.count += 1;
      if (note.ids.length < idsNamed) note.ids.push(id);
    }
  }

  get lines(): string[] {
    if (this.#labels === 0) return [];
    const labels = this.#labels === 1 ? '1 label was' : `${this.#labels} labels were`;
    return [
      `${labels} made without these; each label lists its own under "unread" and "leftOut".`,
      ...linesOf(this.#unread, 'not read '),
      ...linesOf(this.#leftOut, 'left out '),
    ];
  }
}

function noteIn(notes: Map<string, Note>, key: string): Note {
  const note = notes.get(key) ?? { count: 0, ids: [] };
  notes.set(key, note);
  return note;
}

function linesOf(notes: ReadonlyMap<string, Note>, what: string): string[] {
  const ordered = [...notes].sort(([, a], [, b]) => b.count - a.count);
  const lines = ordered.slice(0, mostLines).map(([key, { count, ids }]) => {
    const named = ids.length > 0 ? ` (${ids.join(', ')}${count > ids.length ? ', …' : ''})` : '';
    return `  ${what}${String(count).padStart(5)} × ${key}${named}`;
  });
  return ordered.length > mostLines ? [...lines, `  ${what}and ${ordered.length - mostLines} more kinds`] : lines;
}
