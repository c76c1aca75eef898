import { InvalidLabel } from '../../../contracts/errors.ts';
import type { Media } from '../../../label/label.ts';
import { type Fields, isFields, isMissing, quoted } from '../../kit/fields.ts';
import { kindNamed } from './annotation-kinds.ts';
import type { MediaAttributes } from './data-row.ts';
import { isEmpty } from './parts.ts';

/** `asset_type`, in lower case. Only image and conversational were seen in exports; the others are spelled as in imports. */
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

/** https://docs.labelbox.com/docs/media-attributes; whole types first, then what comes before the slash. */
const mimeTypes: ReadonlyMap<string, Media> = new Map<string, Media>([
  ['application/pdf', 'document'],
  ['application/dicom', 'volume'],
  ['application/x-tms-geo', 'geospatial'],
  ['application/x-tms-simple', 'geospatial'],
  ['application/vnd.labelbox.conversational', 'conversation'],
  ['application/vnd.labelbox.conversational.model-chat-evaluation', 'conversation'],
  ['application/llm.prompt-creation', 'conversation'],
  ['application/llm.prompt-response-creation', 'conversation'],
  ['text/html', 'html'],
  ['text', 'text'],
  ['image', 'image'],
  ['video', 'video'],
  ['audio', 'audio'],
]);

/** Keys that only annotations of one medium have: https://docs.labelbox.com/reference/label-export */
const containers: readonly (readonly [key: string, media: Media])[] = [
  ['groups', 'volume'],
  ['frames', 'video'],
  ['timestamp', 'audio'],
];

/**
 * The medium of the data row. Its own attributes, the containers and the kinds of its annotations must agree: labels of
 * text, chats and web pages look like those of images when they hold classifications only.
 */
export function mediaOf(
  annotations: Fields,
  labelKind: unknown,
  attributes: MediaAttributes,
  contents: unknown,
): Media {
  const row = mediaByAttributes(attributes) ?? mediaByContents(contents);
  const filled = containers.find(([key]) => !isEmpty(annotations[key]))?.[1];
  const kind = kindNamed(firstObject(annotations)?.annotation_kind)?.media ?? mediaByQuestions(annotations);
  const empty = containers.find(([key]) => key in annotations)?.[1];
  // What is there outweighs what is empty. Whatever has a time of its own may call itself a video.
  const named: Media | undefined = labelKind === 'Video' && !timed.has(filled ?? row) ? 'video' : undefined;
  const known: Media[] = [filled, kind, row, named].filter((media) => media !== undefined);
  const evidence: readonly Media[] = known.length > 0 || empty === undefined ? known : [empty];
  const [media] = evidence;
  if (media === undefined) throw new InvalidLabel(unknownMedium(attributes));
  const other = evidence.find((found) => !agree(found, media));
  if (other !== undefined) {
    throw new InvalidLabel(
      `The data row is ${row ?? media}, but its annotations are those of ${other === row ? media : other}.`,
    );
  }
  return evidence.includes('geospatial') ? 'geospatial' : media;
}

/** Tiles that lie on no map (`Simple`) are annotated like images. */
const agree = (first: Media, second: Media): boolean =>
  first === second || [first, second].every((media) => media === 'image' || media === 'geospatial');

const timed: ReadonlySet<Media | undefined> = new Set<Media>(['video', 'audio', 'volume']);

const mediaByAttributes = ({ asset_type, mime_type }: MediaAttributes): Media | undefined =>
  assetTypes.get(asset_type?.toLowerCase() ?? '') ?? mediaByMime(mime_type);

function mediaByMime(type: string | undefined | null): Media | undefined {
  const mime = type?.split(';')[0]?.trim().toLowerCase() ?? ''; // parameters follow: `text/html; charset=utf-8`
  return mimeTypes.get(mime) ?? mimeTypes.get(mime.split('/')[0] ?? '');
}

/** A prompt that is yet to be written has a data row of `{type, version}` and no file. */
function mediaByContents(contents: unknown): Media | undefined {
  if (!isFields(contents)) return undefined;
  const own = typeof contents.type === 'string' ? mimeTypes.get(contents.type) : undefined;
  if (own) return own;
  if ('tile_layer_url' in contents || 'tileLayerUrl' in contents) return 'geospatial';
  if ('pdf_url' in contents || 'pdfUrl' in contents) return 'document';
  return 'messages' in contents ? 'conversation' : undefined;
}

/** Only a conversation has messages to ask about. */
const mediaByQuestions = ({ classifications }: Fields): Media | undefined =>
  (Array.isArray(classifications) ? classifications : []).some(
    (question) => isFields(question) && (!isMissing(question.message_id) || Object.keys(question).some(isAboutMessage)),
  )
    ? 'conversation'
    : undefined;

const isAboutMessage = (key: string): boolean => /^conversational_.+_answers?$/.test(key);

const firstObject = ({ objects }: Fields): Fields | undefined =>
  Array.isArray(objects) && isFields(objects[0]) ? objects[0] : undefined;

const unknownMedium = ({ asset_type, mime_type }: MediaAttributes): string => {
  const type = asset_type ?? mime_type;
  return type
    ? `media_attributes has the type ${quoted(type)}, which is not supported yet.`
    : 'media_attributes must have asset_type or mime_type, but has neither, and no object shows what the data row is.';
};
