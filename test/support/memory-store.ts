import type { ObjectStore } from '../../lib/store/object-store.ts';

export { MemoryStore } from '../../local/memory-store.ts';

/** A store each of whose operations passes through `around`: to order them, to break them, to count them. */
export function around(
  store: ObjectStore,
  wrap: <Result>(name: keyof ObjectStore, run: () => Promise<Result>) => Promise<Result>,
): ObjectStore {
  return {
    head: (key) => wrap('head', () => store.head(key)),
    get: (key, range) => wrap('get', () => store.get(key, range)),
    getVersion: (key, etag) => wrap('getVersion', () => store.getVersion(key, etag)),
    versions: (key) => store.versions(key),
    putParts: (object, chunks) => wrap('putParts', () => store.putParts(object, chunks)),
    folders: (prefix) => wrap('folders', () => store.folders(prefix)),
    read: (key) => wrap('read', () => store.read(key)),
    put: (object) => wrap('put', () => store.put(object)),
    list: (prefix) => wrap('list', () => store.list(prefix)),
    listObjects: (prefix, after) => store.listObjects(prefix, after),
    putIf: (object, condition) => wrap('putIf', () => store.putIf(object, condition)),
    deleteAll: (keys) => wrap('deleteAll', () => store.deleteAll(keys)),
    deleteIf: (key, etag) => wrap('deleteIf', () => store.deleteIf(key, etag)),
  };
}
