import type { Media } from '../../../label/label.ts';
import { type Fields, isMissing } from '../../kit/fields.ts';
import type { Result } from './results.ts';

/** The tags that show data: https://labelstud.io/tags */
export const mediaOfTag: ReadonlyMap<string, Media> = new Map([
  ['image', 'image'],
  ['text', 'text'],
  ['hypertext', 'html'],
  ['audio', 'audio'],
  ['audioplus', 'audio'],
  ['video', 'video'],
  ['paragraphs', 'conversation'],
  ['chat', 'conversation'],
  ['timeseries', 'timeseries'],
  ['list', 'structured'],
  ['table', 'structured'],
  ['pdf', 'document'],
]);

const mediaOfType: readonly (readonly [type: RegExp, media: Media])[] = [
  [/^(rectangle|ellipse|polygon|keypoint|brush|bitmask|vector|magicwand)/, 'image'],
  [/^(video|timeline)/, 'video'],
  [/^hypertext/, 'html'],
  [/^paragraph/, 'conversation'],
  [/^chatmessage/, 'conversation'],
  [/^timeseries/, 'timeseries'],
  [/^(pairwise|ranker)/, 'structured'],
];

/**
 * What a result is about, as far as it says so itself: for a result about a tag that the configuration no longer has.
 * `tagCount`: how many tags its control is about.
 */
export function mediaOfResult({ type, value }: Result, tagCount: number): Media | undefined {
  const known = mediaOfType.find(([pattern]) => pattern.test(type))?.[1];
  if (known) return known;
  if (tagCount > 1) return 'structured';
  return mediaOfMark(value);
}

function mediaOfMark(value: Fields): Media | undefined {
  if (!isMissing(value.start) && !isMissing(value.end)) {
    if (isMissing(value.text)) return 'audio';
    return typeof value.start === 'string' ? 'html' : 'text';
  }
  return isMissing(value.x) && isMissing(value.points) && isMissing(value.rle) ? undefined : 'image';
}
