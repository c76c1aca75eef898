import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export type ObjectVersion = {
  readonly key: string;
  readonly id: string;
  /** As S3 answers a GET of it. */
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Uint8Array;
};

/** A bucket on AWS keeps more; here they must not fill the machine. */
const mostOfAKey = 100;

const schema = `
CREATE TABLE IF NOT EXISTS buckets (name TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS versions (
  number INTEGER PRIMARY KEY AUTOINCREMENT, bucket TEXT NOT NULL, key TEXT NOT NULL, headers TEXT NOT NULL, bytes BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS versions_by_key ON versions (bucket, key, number)`;

/** Every version of the objects of those buckets that keep versions. With a folder they outlive the process. */
export class ObjectVersions {
  readonly #database: DatabaseSync;

  constructor(folder: string | undefined) {
    if (folder !== undefined) mkdirSync(folder, { recursive: true });
    this.#database = new DatabaseSync(folder === undefined ? ':memory:' : join(folder, 'versions.db'));
    // What a power cut could lose here is an earlier version alone.
    this.#database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; ${schema}`);
  }

  enable(bucket: string): void {
    this.#database.prepare('INSERT OR IGNORE INTO buckets (name) VALUES (?)').run(bucket);
  }

  isEnabled(bucket: string): boolean {
    return this.#database.prepare('SELECT name FROM buckets WHERE name = ?').get(bucket) !== undefined;
  }

  add(bucket: string, { key, headers, bytes }: Omit<ObjectVersion, 'id'>): void {
    this.#database
      .prepare('INSERT INTO versions (bucket, key, headers, bytes) VALUES (?, ?, ?, ?)')
      .run(bucket, key, JSON.stringify(headers), bytes);
    this.#database
      .prepare(
        'DELETE FROM versions WHERE number IN (SELECT number FROM versions WHERE bucket = ? AND key = ? ORDER BY number DESC LIMIT -1 OFFSET ?)',
      )
      .run(bucket, key, mostOfAKey);
  }

  /** Those of the keys that begin so: by key, the newest first. */
  list(bucket: string, prefix: string): ObjectVersion[] {
    return this.#database
      .prepare(
        'SELECT * FROM versions WHERE bucket = ? AND substr(key, 1, length(?)) = ? AND key >= ? ORDER BY key, number DESC',
      )
      .all(bucket, prefix, prefix, prefix)
      .map(versionOf);
  }

  read(bucket: string, key: string, id: string): ObjectVersion | undefined {
    const row = this.#database
      .prepare('SELECT * FROM versions WHERE bucket = ? AND key = ? AND number = ?')
      .get(bucket, key, id);
    return row && versionOf(row);
  }

  close(): void {
    this.#database.close();
  }
}

const versionOf = ({ number, key, headers, bytes }: Readonly<Record<string, unknown>>): ObjectVersion => ({
  key: String(key),
  id: String(number),
  headers: JSON.parse(String(headers)) as ObjectVersion['headers'],
  bytes: bytes as Uint8Array,
});
