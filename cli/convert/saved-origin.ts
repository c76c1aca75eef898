import { createReadStream } from 'node:fs';
import { glob, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { given } from '../../lib/contracts/given.ts';
import { quoted } from '../../lib/contracts/printable.ts';
import type { SavedDocuments } from '../../lib/platforms/platform.ts';
import type { Attachments } from '../normalise/attachments.ts';
import { type SavedFile, savedFilesAmong, savedFilesIn, type Unreadable } from '../normalise/saved-folder.ts';
import { savedLabels } from '../normalise/saved-labels.ts';
import { WithoutOntology } from '../normalise/without-ontology.ts';
import type { FoundLabel, Origin } from './origin.ts';

export type SavedOptions = {
  readonly documents: SavedDocuments;
  readonly reader: Origin['reader'];
  /** Only labels of this project, which is also that of documents that do not name theirs. */
  readonly project?: string | undefined;
  /** The ontology of every document; left out, one that is saved beside the documents. */
  readonly ontology?: unknown;
  /** Left out, those that an `attachments.json` beside a document lists. */
  readonly attachments?: Attachments | undefined;
  /** Gets what a person should know of how the files were read. */
  readonly say?: (text: string) => void;
};

type Input = SavedFile & { readonly bytes: number; readonly writtenAt: Date };

/** The labels of files, of folders of files, of patterns such as `exports/*.json`, and of `-`, which is standard input. */
export async function savedOrigin(args: readonly string[], options: SavedOptions): Promise<Origin> {
  const { inputs, unreadable } = await inputsOf(args, options.documents);
  if (inputs.length + unreadable.length === 0)
    throw new Error(`${args.map(quoted).join(', ')}: no file there holds documents (.json, .jsonl, .ndjson).`);
  let done = 0;
  const withoutOntology = new WithoutOntology(options.documents);
  return {
    reader: options.reader,
    progress: () => ({ done, total: inputs.reduce((sum, { bytes }) => sum + bytes, 0) }),
    async *labels() {
      for (const { file, reason } of unreadable) yield { place: file, reason };
      for (const input of inputs) {
        for await (const found of labelsOf(input, options, (bytes) => (done += bytes))) {
          const text = 'fetched' in found ? withoutOntology.textFor(found.fetched.ontology) : undefined;
          if (text !== undefined) options.say?.(text);
          yield found;
        }
      }
    },
  };
}

async function* labelsOf(
  { path, name, writtenAt, ontologyOf, options: own }: Input,
  { project, ontology, attachments }: SavedOptions,
  onRead: (bytes: number) => void,
): AsyncGenerator<FoundLabel> {
  const occurredAt = writtenAt.toISOString();
  const pieces = counted(path === '-' ? process.stdin : createReadStream(path, { highWaterMark: 1 << 20 }), onRead);
  const how = {
    ...own,
    ...given({ project, onlyProject: project, attachments }),
    attachmentsAdvice: 'give --attachments <dir>',
    keepsRefused: true,
  };
  for await (const item of savedLabels(pieces, how)) {
    const place = `${name} document ${item.number}`;
    if ('reason' in item) yield { ...item, place };
    else {
      const { project: named, ref, document, attachments: files } = item.found;
      const fetched = given({
        ref: { ...ref, occurredAt },
        document,
        ontology: ontology ?? ontologyOf(document)?.ontology,
        attachments: files,
      });
      yield { place, project: named, fetched };
    }
  }
}

async function* counted(pieces: AsyncIterable<Buffer>, onRead: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  for await (const piece of pieces) {
    onRead(piece.length);
    yield piece;
  }
}

async function inputsOf(args: readonly string[], documents: SavedDocuments) {
  const single: string[] = [];
  const found: { files: readonly SavedFile[]; unreadable: readonly Unreadable[] }[] = [];
  for (const arg of args) {
    const stats = arg === '-' ? undefined : await stat(arg).catch(() => undefined);
    if (stats?.isDirectory()) found.push(within(arg, await savedFilesIn(arg, documents)));
    else if (stats || arg === '-') single.push(arg);
    else single.push(...(await matching(arg)));
  }
  found.unshift(await savedFilesAmong([...new Set(single)], documents));
  const files = found.flatMap((part) => part.files);
  const inputs: Input[] = [];
  for (const file of files) inputs.push({ ...file, ...(await factsOf(file.path)) });
  return { inputs, unreadable: found.flatMap((part) => part.unreadable) };
}

/** With the names that a person gave: two folders may have files of one name. */
const within = (folder: string, { files, unreadable }: Awaited<ReturnType<typeof savedFilesIn>>) => ({
  files: files.map((file) => ({ ...file, name: join(folder, file.name) })),
  unreadable: unreadable.map((item) => ({ ...item, file: join(folder, item.file) })),
});

async function matching(pattern: string): Promise<string[]> {
  const paths: string[] = [];
  for await (const path of glob(pattern)) paths.push(path);
  if (paths.length > 0) return paths.sort();
  const what = /[*?[{]/.test(pattern) ? 'no file has such a name' : 'there is no such file or folder';
  throw new Error(`${quoted(pattern)}: ${what}.`);
}

async function factsOf(path: string): Promise<{ readonly bytes: number; readonly writtenAt: Date }> {
  if (path === '-') return { bytes: 0, writtenAt: new Date() };
  const { size, mtime } = await stat(path);
  return { bytes: size, writtenAt: mtime };
}
