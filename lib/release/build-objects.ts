import { InvalidRequest } from '../contracts/errors.ts';
import { keys } from '../contracts/keys.ts';
import { type Build, ReleaseBuild, type ReleaseRequest } from '../contracts/release.ts';
import type { ObjectStore } from '../store/object-store.ts';
import { readJson } from '../store/read-json.ts';
import { releaseFiles } from './layout.ts';

/**
 * What the steps of one build keep for each other, under staging/, where it expires after a day: lists of lines, in parts, and
 * documents. A step that is tried again writes the same once more.
 */
export function buildObjects(store: ObjectStore, { run }: Pick<Build, 'run'>) {
  const missing = (key: string) =>
    new InvalidRequest(`The build has lost ${key}, which expires after a day. Delete the release and create it again.`);
  const find = async (name: string, part: number) => (await store.get(keys.releaseWork(run, name, part)))?.bytes;
  const read = async (name: string, part: number): Promise<Buffer> => {
    const bytes = await find(name, part);
    if (!bytes) throw missing(keys.releaseWork(run, name, part));
    return bytes;
  };
  return {
    async writeLines(name: string, part: number, lines: readonly unknown[]): Promise<void> {
      await put(store, keys.releaseWork(run, name, part), linesOf(lines));
    },
    async writeText(name: string, part: number, text: string): Promise<void> {
      await put(store, keys.releaseWork(run, name, part), Buffer.from(text));
    },
    async writeBytes(name: string, part: number, bytes: Uint8Array): Promise<void> {
      await put(store, keys.releaseWork(run, name, part), bytes);
    },
    readBytes: read,
    /** As the step before wrote them, which was the same version of this program. */
    readLines: async <Line>(name: string, part: number): Promise<Line[]> => parseLines(await read(name, part)),
    /** A document, which is a list of one line. */
    readOne: async <Document>(name: string, part: number): Promise<Document> =>
      JSON.parse((await read(name, part)).toString('utf8')) as Document,
    findLines: async <Line>(name: string, part: number): Promise<Line[]> => {
      const bytes = await find(name, part);
      return bytes ? parseLines(bytes) : [];
    },
    /** Undefined where there is none. */
    findText: async (name: string, part: number): Promise<string | undefined> =>
      (await find(name, part))?.toString('utf8'),
  };
}

export type BuildObjects = ReturnType<typeof buildObjects>;

export const linesOf = (lines: readonly unknown[]): Buffer =>
  Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));

export const parseLines = <Line>(bytes: Buffer): Line[] =>
  bytes
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);

const put = (store: ObjectStore, key: string, bytes: Uint8Array): Promise<void> =>
  store.put({ key, bytes, contentType: 'application/jsonl; charset=utf-8' });

/** Who builds the release of this name; undefined where nobody does or did. */
export const readBuild = async (store: ObjectStore, release: string): Promise<ReleaseBuild | undefined> =>
  (
    await readJson(store, keys.release(release, releaseFiles.build), ReleaseBuild, {
      what: 'The lock of a release',
      remedy: 'Restore it from an earlier version of the object, or delete the release.',
    })
  )?.value;

/** Takes the name for this build: true where it has it already; false where another build has it. */
export async function claimRelease(store: ObjectStore, build: ReleaseBuild): Promise<boolean> {
  const { release } = build.request;
  const bytes = Buffer.from(`${JSON.stringify(build, null, 1)}\n`);
  const lock = { key: keys.release(release, releaseFiles.build), bytes, contentType: 'application/json' };
  if ((await store.putIf(lock, { ifAbsent: true })) !== undefined) return true;
  return (await readBuild(store, release))?.run === build.run;
}

/** The build, with what is to be built; InvalidRequest where the release is another build's by now, or deleted. */
export async function standingBuild(store: ObjectStore, { release, run }: Build): Promise<ReleaseBuild> {
  const build = await readBuild(store, release);
  if (build?.run === run) return build;
  throw new InvalidRequest(
    `The release ${release} must be that of the build ${run}, but ${build ? `is that of ${build.run}` : 'was deleted'}. Create it under another name.`,
  );
}

export const requestOf = async (store: ObjectStore, build: Build): Promise<ReleaseRequest> =>
  (await standingBuild(store, build)).request;

/** The store for files of the release that take minutes: a file has its name after its last chunk, and only while the build stands. */
export function whileStanding(store: ObjectStore, build: Build): Pick<ObjectStore, 'get' | 'putParts'> {
  async function* checked(chunks: AsyncIterable<Uint8Array>) {
    yield* chunks;
    await standingBuild(store, build);
  }
  return {
    get: (key) => store.get(key),
    putParts: (object, chunks) => store.putParts(object, checked(chunks)),
  };
}

/** A project of a request, by its place. */
export function projectAt({ projects }: ReleaseRequest, number: number): ReleaseRequest['projects'][number] {
  const project = projects[number];
  if (!project) throw new TypeError(`The request has no project ${number}.`);
  return project;
}
