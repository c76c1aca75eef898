import { appendFileSync, createReadStream, existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { ShardLine } from '../../lib/release/layout.ts';

/** Which shards were unpacked into a folder, and what was in them: a file of the folder, a line a shard. */
export class UnpackedShards {
  readonly #file: string;

  constructor(file: string) {
    this.#file = file;
  }

  /** Notes that every member of the shard was looked at. */
  note({ sha256 }: ShardLine, members: readonly string[]): void {
    // The line before may lack its end: a run was killed as it wrote it.
    appendFileSync(this.#file, `\n${JSON.stringify({ sha256, members })}\n`);
  }

  /** The sha256 of those that need not be fetched again: nothing of them is missing. */
  async whole(isMissing: (path: string) => boolean): Promise<ReadonlySet<string>> {
    const whole = new Set<string>();
    if (!existsSync(this.#file)) return whole;
    for await (const line of createInterface({ input: createReadStream(this.#file, 'utf8') })) {
      const note = noteIn(line);
      if (note && !note.members.some(isMissing)) whole.add(note.sha256);
    }
    return whole;
  }
}

type Note = { readonly sha256: string; readonly members: readonly string[] };

/** Undefined for an empty line, and for one that was not written to its end. */
function noteIn(line: string): Note | undefined {
  try {
    return JSON.parse(line) as Note;
  } catch {
    return undefined;
  }
}
