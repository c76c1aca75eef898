import type { ListedObject } from './bucket.ts';

/** What is appended to an object's key in the keys of what belongs to it. */
export const companionSuffixes = {
  metadata: '.metadata.json',
  textLayer: '.text-layer.json',
  attachments: '.attachments/',
} as const;

export type ObjectWithCompanions = ListedObject & {
  readonly metadataKey?: string;
  readonly textLayerKey?: string;
  readonly attachmentKeys: readonly string[];
};

type Open = { -readonly [Name in keyof ObjectWithCompanions]: ObjectWithCompanions[Name] } & {
  attachmentKeys: string[];
};

/**
 * Puts objects together with what belongs to them. S3 lists keys in the order of their UTF-8 bytes, so every key between an
 * object and its companions begins with the object's key. The objects that wait for companions are therefore prefixes of each
 * other, and there are never more of them than a key has characters. Something that is named like a companion, but whose object
 * is not listed, is an object like any other.
 */
export async function* withCompanions(objects: AsyncIterable<ListedObject>): AsyncGenerator<ObjectWithCompanions> {
  const open: Open[] = [];
  for await (const object of objects) {
    for (let last = open.at(-1); last && !object.key.startsWith(last.key); last = open.at(-1)) {
      open.pop();
      yield last;
    }
    if (!open.toReversed().some((owner) => belongs(owner, object.key))) open.push({ ...object, attachmentKeys: [] });
  }
  yield* open.toReversed();
}

/** Adds the key to the owner's companions, and returns whether it belongs to the owner. */
function belongs(owner: Open, key: string): boolean {
  const rest = key.slice(owner.key.length);
  if (rest === companionSuffixes.metadata) owner.metadataKey = key;
  else if (rest === companionSuffixes.textLayer) owner.textLayerKey = key;
  else if (rest.startsWith(companionSuffixes.attachments) && !rest.endsWith('/')) owner.attachmentKeys.push(key);
  else return rest === companionSuffixes.attachments;
  return true;
}
