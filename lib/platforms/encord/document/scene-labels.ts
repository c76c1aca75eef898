import { given } from '../../../contracts/given.ts';
import {
  asFields,
  type Fields,
  fieldsIn,
  optionalFieldsIn,
  optionalNumberIn,
  optionalTextIn,
} from '../../kit/fields.ts';
import { type Entry, readEntry } from './entries.ts';
import { type LabelRow, type Part, withoutSecrets } from './label-row.ts';
import { isNumber } from './lists.ts';
import { unitKinds } from './media.ts';
import type { PlacedUnit } from './placed-unit.ts';

/**
 * The labels of a scene's data unit are keyed by frames (its cuboids), and, for pictures and point clouds that belong to
 * it, by the name of the file: `<stream>#<frame>` or the id of a space for a picture, `<stream>@<nanoseconds>` for a
 * point cloud of a recording that is one file.
 * https://github.com/encord-team/encord-client-python/blob/master/encord/objects/classification_expansion.py
 * https://github.com/encord-team/encord-client-python/blob/master/encord/objects/spaces/mcap_spaces.py
 */
export type SceneLabels = {
  /** What the data unit itself has. */
  readonly own: Fields;
  /** By the id of a space: the entries under its name. */
  readonly ofSpaces: ReadonlyMap<string, readonly Entry[]>;
  /** Files that are not spaces of the row. */
  readonly files: readonly PlacedUnit[];
};

const pointCloud = /^(.+)@\d+$/s;

export function sceneLabels(unit: Part, spaces: LabelRow['spaces']): SceneLabels {
  const labels = fieldsIn(unit.fields, 'labels', unit.path);
  const path = unit.path.at('labels');
  const named = new Map(
    Object.keys(labels)
      .filter((key) => !isNumber(key) && key !== 'objects' && key !== 'classifications')
      .map((key) => [key, readEntry(asFields(labels[key], path.under(key)), undefined, path.under(key))]),
  );
  const own = Object.fromEntries(Object.entries(labels).filter(([key]) => !named.has(key)));
  const ofSpaces = new Map<string, Entry[]>();
  for (const space of spaces) {
    const key = namesOf(space).find((name) => named.has(name));
    const entry = key === undefined ? undefined : named.get(key);
    if (key === undefined || !entry) continue;
    ofSpaces.set(space.id, [entry]);
    named.delete(key);
  }
  return { own, ofSpaces, files: [...named].map(([key, entry]) => unitOfFile(key, entry)) };
}

/** The names that a space may have among the labels of the scene, the likeliest first. */
function namesOf({ id, fields, path }: Part): string[] {
  const info = optionalFieldsIn(fields, 'scene_info', path) ?? {};
  const at = path.at('scene_info');
  const stream = optionalTextIn(info, 'stream_id', at);
  const frames = [optionalNumberIn(info, 'start_frame', at), optionalNumberIn(info, 'event_index', at)];
  return [...frames.flatMap((frame) => (stream && frame !== undefined ? [`${stream}#${frame}`] : [])), id];
}

function unitOfFile(key: string, entry: Entry): PlacedUnit {
  const id = withoutSecrets(key);
  const { media, timeline } = pointCloud.test(key) ? unitKinds.cloud : unitKinds.image;
  const isRelative = media === 'image' && entry.objects.length > 0;
  return {
    unit: given({ id, name: id, media, coordinates: isRelative ? 'relative' : undefined }),
    timeline,
    entries: [entry],
    sequence: 0,
    space: key,
    suffix: id,
    isOneOfSeveral: true,
    path: entry.path,
  };
}
