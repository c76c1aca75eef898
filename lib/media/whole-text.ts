import { MediaProblem, type MediaSource } from './media-source.ts';

/** Bytes. A longer text makes a label that is too long to be exported. */
export const longestText = 12 * 1024 * 1024;

/**
 * Of a file in UTF-8, without its byte order mark, as browsers show it. `MediaProblem` where it is no such file, or too long. A zero is
 * in no text: ASCII in UTF-16 without a mark is UTF-8, too, with one behind each letter.
 */
export async function wholeText(source: MediaSource): Promise<{ readonly text: string }> {
  // One byte more than it may have says whether there are more.
  const bytes = await source.read(0, longestText + 1);
  if (bytes.length > longestText) {
    throw new MediaProblem(
      'media-too-large',
      `${source.name} must have at most ${longestText} bytes to be exported, but has more. Split it.`,
    );
  }
  const unreadable = (what: string, options?: ErrorOptions) =>
    new MediaProblem('media-unreadable', `${source.name} ${what}. Put the text there as UTF-8.`, options);
  if (bytes.includes(0)) throw unreadable('must be a text in UTF-8, but has bytes of zero');
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch (cause) {
    throw unreadable('must be UTF-8, but is not', { cause });
  }
}
