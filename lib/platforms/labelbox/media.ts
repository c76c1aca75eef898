import { InvalidLabel } from '../../workflow/errors.ts';
import type { ExportedLabel, MediaAttributes } from './export-row.ts';

const imageKeys = new Set(['objects', 'classifications', 'relationships']);

/** Where annotations of other media stand: https://docs.labelbox.com/reference/label-export */
const otherMedia: Readonly<Record<string, string>> = {
  frames: 'video',
  key_frame_feature_map: 'video',
  segments: 'video, audio or DICOM',
  groups: 'DICOM',
  timestamp: 'audio',
};

/**
 * Refuses whatever is not an image. Labels of text, chats and web pages look like those of images when they hold
 * classifications only, so a row that tells nothing of its media needs an object of an image to be believed.
 */
export function requireImage(label: ExportedLabel, media: MediaAttributes | undefined): void {
  const { annotations } = label;
  for (const key of Object.keys(annotations)) {
    if (!imageKeys.has(key)) {
      throw new InvalidLabel(`annotations.${key} (${otherMedia[key] ?? 'unknown here'}) ${notYet}`);
    }
  }
  if (annotations.objects === undefined && annotations.classifications === undefined) {
    throw new InvalidLabel('annotations holds neither objects nor classifications; an empty label holds empty lists.');
  }
  if (label.label_kind === 'Video') throw new InvalidLabel(`label_kind "Video" ${notYet}`);
  const told = media?.asset_type ?? media?.mime_type ?? undefined;
  // An object names its medium in its kind, and shapes.ts knows only kinds of images.
  if (told === undefined && !annotations.objects?.length) {
    throw new InvalidLabel(
      'media_attributes tells neither asset_type nor mime_type, and no object tells that this is an image.',
    );
  }
  if (told !== undefined && told.toLowerCase().split('/')[0] !== 'image') {
    throw new InvalidLabel(`media_attributes tells of ${JSON.stringify(told.slice(0, 60))}, which ${notYet}`);
  }
}

const notYet = 'is not supported yet: only images are.';
