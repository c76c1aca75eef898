import { closeSync, openSync, writeSync } from 'node:fs';
import { quoted } from '../../lib/contracts/printable.ts';
import { version } from '../../lib/runtime/version.ts';
import type { Origin } from './origin.ts';
import { Pseudonyms } from './pseudonyms.ts';

/** The documents that were refused, fit for a bug report: one JSON object a line, with the reason. */
export class RefusalReport {
  readonly #pseudonyms: Pseudonyms;
  readonly #file: number;

  constructor(path: string, from: string, { knownKeys }: Origin['reader']) {
    this.#pseudonyms = new Pseudonyms(knownKeys);
    this.#file = open(path);
    this.#write({ labelwire: version, node: process.version, from });
  }

  add(document: unknown, reason: string): void {
    const replaced = this.#pseudonyms.replaced(document);
    this.#write({ reason: this.#pseudonyms.inMessage(reason), document: replaced });
  }

  close(): void {
    closeSync(this.#file);
  }

  #write(line: object): void {
    writeSync(this.#file, `${JSON.stringify(line)}\n`);
  }
}

function open(path: string): number {
  try {
    return openSync(path, 'wx');
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const reason = code === 'EEXIST' ? 'is there already. Name another file' : `cannot be written (${code})`;
    throw new Error(`${quoted(path)} ${reason}.`, { cause });
  }
}
