import { createHash } from 'node:crypto';
import type { Condition, ListedObject, ObjectStore, ObjectToPut, ObjectVersion } from '../lib/store/object-store.ts';

type Held = { bytes: Buffer; metadata: Record<string, string>; etag: string; modifiedAt: Date };

/** S3 as the store sees it, in memory: each operation atomic, ETag = MD5 of the bytes, so equal bytes have equal ETags. */
export class MemoryStore implements ObjectStore {
  readonly objects = new Map<string, Held>();
  readonly #now: () => Date;
  /** By key, the oldest first. */
  readonly #versions: Map<string, Held[]> | undefined;

  constructor(now: () => Date = () => new Date(), { keepsVersions = false } = {}) {
    this.#now = now;
    this.#versions = keepsVersions ? new Map() : undefined;
  }

  async head(key: string) {
    const held = this.objects.get(key);
    return held && { etag: held.etag, metadata: held.metadata };
  }

  async get(key: string, range?: { start: number; end: number }) {
    const held = this.objects.get(key);
    return held && { ...held, bytes: range ? held.bytes.subarray(range.start, range.end) : held.bytes };
  }

  async getVersion(key: string, etag: string) {
    const held = [this.objects.get(key), ...(this.#versions?.get(key) ?? [])].find((each) => each?.etag === etag);
    return held && { bytes: held.bytes };
  }

  async *versions(key: string): AsyncGenerator<readonly ObjectVersion[]> {
    const newest = this.objects.get(key);
    const kept = this.#versions?.get(key);
    if (kept) yield kept.map(({ etag, modifiedAt }, index) => ({ id: `v${index}`, etag, modifiedAt })).reverse();
    else if (newest) yield [{ id: 'null', etag: newest.etag, modifiedAt: newest.modifiedAt }];
  }

  async read(key: string) {
    const held = this.objects.get(key);
    return held && chunksOf(held.bytes);
  }

  async put(object: ObjectToPut) {
    this.#write(object);
  }

  async putParts(object: Omit<ObjectToPut, 'bytes'>, chunks: AsyncIterable<Uint8Array>) {
    const parts: Uint8Array[] = [];
    for await (const chunk of chunks) parts.push(chunk);
    const bytes = Buffer.concat(parts);
    this.#write({ ...object, bytes });
    return bytes.length;
  }

  async list(prefix: string) {
    return [...this.objects.keys()].filter((key) => key.startsWith(prefix)).sort();
  }

  async *listObjects(prefix: string, after = ''): AsyncGenerator<readonly ListedObject[]> {
    const keys = (await this.list(prefix)).filter((key) => key > after);
    yield keys.flatMap((key) => {
      const held = this.objects.get(key);
      return held ? [{ key, etag: held.etag, bytes: held.bytes.length, modifiedAt: held.modifiedAt }] : [];
    });
  }

  async folders(prefix: string) {
    const below = (await this.list(prefix)).map((key) => key.slice(prefix.length).split('/'));
    return [...new Set(below.flatMap(([name = '', ...rest]) => (rest.length > 0 ? [name] : [])))];
  }

  async putIf(object: ObjectToPut, condition: Condition) {
    const there = this.objects.get(object.key);
    const holds = 'ifAbsent' in condition ? there === undefined : there?.etag === condition.ifMatch;
    return holds ? this.#write(object) : undefined;
  }

  async deleteIf(key: string, etag: string) {
    if (this.objects.get(key)?.etag === etag) this.objects.delete(key);
  }

  async deleteAll(keys: readonly string[]) {
    for (const key of keys) this.objects.delete(key);
  }

  #write({ key, bytes, metadata = {} }: ObjectToPut): string {
    const etag = `"${createHash('md5').update(bytes).digest('hex')}"`;
    const held = { bytes: Buffer.from(bytes), metadata: { ...metadata }, etag, modifiedAt: this.#now() };
    this.#versions?.set(key, [...(this.#versions.get(key) ?? []), held]);
    this.objects.set(key, held);
    return etag;
  }
}

const chunkLength = 64 * 1024;

async function* chunksOf(bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += chunkLength) yield bytes.subarray(start, start + chunkLength);
}
