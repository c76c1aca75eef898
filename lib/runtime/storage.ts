import { randomUUID } from 'node:crypto';
import { S3Client } from '@aws-sdk/client-s3';
import { encodeId, type Project } from '../contracts/keys.ts';
import { type ClassMap, extendClasses, readClasses } from '../store/class-map.ts';
import { type ObjectStore, objectStore } from '../store/object-store.ts';
import { stagingArea } from '../store/staging.ts';
import { optional, required } from './environment.ts';

/** The bucket of this deployment. */
export const bucket = (): ObjectStore => objectStore(new S3Client(), required('BUCKET'), optional('BUCKET_PREFIX'));

/** A staging area of its own for one invocation. */
export const newStaging = (store: ObjectStore, { connection, project }: Project) =>
  stagingArea(store, `${connection}/${encodeId(project)}/${randomUUID()}`);

/** Puts one piece into an object of its own. */
export async function stageOne(store: ObjectStore, project: Project, bytes: Uint8Array) {
  const staging = newStaging(store, project);
  const staged = await staging.add(bytes);
  await staging.flush();
  return staged;
}

/** Long enough to spare a GET a label; short enough that a list the user put into another order is soon seen. */
const freshMilliseconds = 60_000;

/**
 * Class maps, kept for a minute. Numbers are never given twice, so an old map that holds every name asked for is right.
 */
export function classMaps(store: ObjectStore, now: () => number = Date.now) {
  const held = new Map<string, { readonly map: ClassMap; readonly readAt: number }>();
  const keep = (project: Project, map: ClassMap) => {
    held.set(JSON.stringify([project.connection, project.project]), { map, readAt: now() });
    return map;
  };
  return {
    extend: async (project: Project, names: readonly string[]) =>
      keep(project, await extendClasses(store, project, names)),
    async holding(project: Project, names: readonly string[]): Promise<readonly string[]> {
      const there = held.get(JSON.stringify([project.connection, project.project]));
      const serves =
        there && now() - there.readAt < freshMilliseconds && names.every((name) => there.map.classes.includes(name));
      return (serves ? there.map : keep(project, await readClasses(store, project))).classes;
    },
  };
}
