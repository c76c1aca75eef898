import { listingWhileSaving } from './checks/changed-tasks.ts';
import { convertedFromServer } from './checks/converted.ts';
import {
  deletedTask,
  empty,
  movedToAnotherTask,
  quickUpdates,
  removed,
  skipped,
  twoAnnotations,
  update,
} from './checks/lifecycle.ts';
import { listing } from './checks/listing.ts';
import { scoredVideo, text, video } from './checks/media.ts';
import { pose } from './checks/poses.ts';
import { noDeadLetters, privacy } from './checks/remains.ts';
import { outage, revokedToken } from './checks/restarts.ts';
import { shapes } from './checks/shapes.ts';
import { sync } from './checks/sync.ts';
import { turnedPicture } from './checks/turned.ts';
import { vendor } from './checks/vendor.ts';
import { imported, manyAtOnce, withoutPayload, wrongSecret } from './checks/webhooks.ts';
import type { Site } from './site.ts';

/** Throws when what it looks at is not so; tells in a few words what it saw. */
type Check = (site: Site) => Promise<string>;

/** In this order: the last ones look at what all the others left. */
export const checks: Readonly<Record<string, Check>> = {
  'shapes and choices of an image come out to the pixel': shapes,
  'a rectangle with keypoints in it is a skeleton': pose,
  'a picture that was turned in the editor': turnedPicture,
  'words of a text': text,
  'a box through a video': video,
  "a tracker's scores on the key frames of a video": scoredVideo,
  'an update is a newer revision in the same files': update,
  'updates in quick succession': quickUpdates,
  'an annotation without regions is exported': empty,
  'two annotations of one task have files of their own': twoAnnotations,
  'a deleted annotation goes': (site) => removed(site, 'deleted'),
  'what was exported of a skipped annotation stays': skipped,
  '"Delete Annotations" in the Data Manager': (site) => removed(site, 'emptied'),
  'a deleted task takes its labels with it': deletedTask,
  'many annotations in one delivery': manyAtOnce,
  'annotations imported with their tasks': imported,
  'a listing of 620 labels while they are saved and deleted': listing,
  '620 tasks are listed while people save': listingWhileSaving,
  'a sync of 620 labels while they are edited, then of deletions': sync,
  'a webhook with another secret is refused': wrongSecret,
  'a webhook without payload': withoutPayload,
  "boxes as Label Studio's own converter has them": vendor,
  '500 tasks straight from the server by `labelwire convert`': convertedFromServer,
  'down for a while, then back with the legacy token': outage,
  'a token that was revoked': revokedToken,
  'annotations that moved to another task stay': movedToAnotherTask,
  'no e-mail address, signature or secret in the bucket': privacy,
  'no dead letters': noDeadLetters,
};

/** What cannot be shown, and why. */
export const gaps: readonly (readonly [name: string, reason: string])[] = [
  [
    'a deletion that no delivery names',
    'Label Studio sends each delivery once, and without payload it names nothing: what is deleted while the pipeline is down stays in the bucket until the next sync',
  ],
  [
    'a whole project emptied (DELETE /api/projects/N/tasks/) or deleted',
    'Label Studio 1.23 sends no delivery for it to the webhooks of the project',
  ],
  ["a task's data changed", 'Label Studio sends no delivery for it'],
];
