import { InvalidLabel } from '../../../contracts/errors.ts';
import type { Media } from '../../../label/label.ts';
import { kindNamed } from './annotation-kinds.ts';
import type { MediaAttributes } from './data-row.ts';
import { type Fields, isEmpty, isFields } from './parts.ts';

/** `asset_type`, in lower case. Only image and conversational were seen in exports; the others are as imports spell them. */
const assetTypes: ReadonlyMap<string, Media> = new Map([
  ['image', 'image'],
  ['video', 'video'],
  ['audio', 'audio'],
  ['text', 'text'],
  ['document', 'document'],
  ['pdf', 'document'],
  ['html', 'html'],
  ['dicom', 'volume'],
  ['conversational', 'conversation'],
  ['conversation', 'conversation'],
  ['model_chat_evaluation', 'conversation'],
  ['llm_prompt_creation', 'conversation'],
  ['llm_prompt_response_creation', 'conversation'],
  ['llm_response_creation', 'conversation'],
  ['geospatial', 'geospatial'],
  ['tms_geo', 'geospatial'],
  ['tms_simple', 'geospatial'],
]);

/** https://docs.labelbox.com/docs/media-attributes; whole types first, then what stands before the slash. */
const mimeTypes: ReadonlyMap<string, Media> = new Map([
  ['application/pdf', 'document'],
  ['application/dicom', 'volume'],
  ['application/x-tms-geo', 'geospatial'],
  ['application/x-tms-simple', 'geospatial'],
  ['application/vnd.labelbox.conversational', 'conversation'],
  ['application/vnd.labelbox.conversational.model-chat-evaluation', 'conversation'],
  ['text/html', 'html'],
  ['text', 'text'],
  ['image', 'image'],
  ['video', 'video'],
  ['audio', 'audio'],
]);

/** Where annotations of one medium alone stand: https://docs.labelbox.com/reference/label-export */
const containers: readonly (readonly [key: string, media: Media])[] = [
  ['groups', 'volume'],
  ['frames', 'video'],
  ['timestamp', 'audio'],
];

/**
 * What the data row is. Its own word, the containers and kinds of its annotations must agree, since labels of text, chats
 * and web pages look like those of images when they hold classifications only.
 */
export function mediaOf(annotations: Fields, labelKind: unknown, told: MediaAttributes, contents: unknown): Media {
  const row = mediaToldBy(told) ?? mediaOfContents(contents);
  const filled = containers.find(([key]) => !isEmpty(annotations[key]))?.[1];
  const kind = kindNamed(firstObject(annotations)?.annotation_kind)?.media;
  const empty = containers.find(([key]) => key in annotations)?.[1] ?? (labelKind === 'Video' ? 'video' : undefined);
  const evidence = [filled, kind, row, empty].filter((media) => media !== undefined);
  const [media] = evidence;
  if (media === undefined) throw new InvalidLabel(nothingTells(told));
  const other = evidence.find((found) => !agree(found, media));
  if (other !== undefined) {
    throw new InvalidLabel(
      `The data row is ${row ?? media}, and its annotations are those of ${other === row ? media : other}.`,
    );
  }
  return evidence.includes('geospatial') ? 'geospatial' : media;
}

/** Map tiles that lie on no map (`Simple`) are annotated like images. */
const agree = (one: Media, other: Media): boolean =>
  one === other || [one, other].every((media) => media === 'image' || media === 'geospatial');

function mediaToldBy({ asset_type, mime_type }: MediaAttributes): Media | undefined {
  const mime = mime_type?.toLowerCase() ?? '';
  return (
    assetTypes.get(asset_type?.toLowerCase() ?? '') ?? mimeTypes.get(mime) ?? mimeTypes.get(mime.split('/')[0] ?? '')
  );
}

function mediaOfContents(contents: unknown): Media | undefined {
  if (!isFields(contents)) return undefined;
  if ('tile_layer_url' in contents || 'tileLayerUrl' in contents) return 'geospatial';
  if ('pdf_url' in contents || 'pdfUrl' in contents) return 'document';
  return 'messages' in contents ? 'conversation' : undefined;
}

const firstObject = ({ objects }: Fields): Fields | undefined =>
  Array.isArray(objects) && isFields(objects[0]) ? objects[0] : undefined;

const nothingTells = ({ asset_type, mime_type }: MediaAttributes): string => {
  const told = asset_type ?? mime_type;
  return told
    ? `media_attributes tells of ${JSON.stringify(told.slice(0, 60))}, which is not supported yet.`
    : 'media_attributes tells neither asset_type nor mime_type, and no object tells what the data row is.';
};
