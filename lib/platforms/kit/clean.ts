import { hash } from 'node:crypto';
import { InvalidLabel } from '../../contracts/errors.ts';

/** Fixed schemes: a pattern for any scheme would need quadratic time on a megabyte of base64. A URL may be part of JSON in a string. */
const url = /\b(?:https?|s3|gs|ftp):\/\/(?:[^\s"'<>\\]|\\+u[0-9a-f]{4})+/gi;

/**
 * Query parameters that open what the URL points to: presigned S3 and Google Cloud Storage, CloudFront and Cloud CDN,
 * Azure shared access signatures, Alibaba OSS, and tokens of the platforms themselves.
 */
const signature =
  /(?:[?&;#]|\\u0026)(?:x-(?:amz|goog|oss)-[\w-]+|signature|expires|policy|key-?pair-?id|keyname|awsaccesskeyid|googleaccessid|ossaccesskeyid|sig|[\w-]*token|jwt|api[_-]?key|password|secret)=/i;

const longestAddress = 320; // https://www.rfc-editor.org/rfc/rfc3696#section-3
const address = /^[^\s@:/]+@[^\s@:/]+\.[^\s@:/.]{2,}$/;
/** `icon@2x.png` is a file, not a mailbox: no top-level domain has one of these names. */
const fileName =
  /\.(?:png|jpe?g|gif|bmp|tiff?|webp|svg|heic|dcm|nii|gz|mp4|avi|webm|mp3|wav|pdf|txt|json|csv|xml|html?)$/i;

/**
 * A platform's document, fit to be kept: a signed URL loses its query, its fragment and a password before the host; a
 * string (or key) that is an e-mail address becomes `user-<16 hex digits>`, the same one for the same address.
 * Pure. Longer text that merely mentions an address is a person's answer and stays. Throws InvalidLabel for what is
 * nested a thousand deep: neither this nor JSON.stringify gets to the bottom of it.
 */
export const cleanDocument = (document: unknown): unknown => cleaned(document, deepest);

const deepest = 1000;

function cleaned(document: unknown, left: number): unknown {
  if (typeof document === 'string') return cleanText(document);
  if (typeof document !== 'object' || document === null) return document;
  if (left === 0) throw new InvalidLabel(`The document is nested more than ${deepest} deep, which no platform writes.`);
  return Array.isArray(document) ? cleanedList(document, left) : cleanedFields(document, left);
}

/** What holds nothing to be cleaned is not copied, which most of a document does not. */
function cleanedList(list: readonly unknown[], left: number): readonly unknown[] {
  const items = list.map((item) => cleaned(item, left - 1));
  return items.some((item, index) => item !== list[index]) ? items : list;
}

function cleanedFields(fields: object, left: number): object {
  const entries: [key: string, value: unknown][] = [];
  let isChanged = false;
  for (const [key, value] of Object.entries(fields)) {
    const entry: (typeof entries)[number] = [cleanText(key), cleaned(value, left - 1)];
    isChanged ||= entry[0] !== key || entry[1] !== value;
    entries.push(entry);
  }
  return isChanged ? Object.fromEntries(entries) : fields;
}

function cleanText(text: string): string {
  if (text.includes('@') && isAddress(text.trim())) return pseudonym(text.trim());
  return text.includes('://') ? text.replace(url, withoutSignature) : text;
}

const isAddress = (text: string): boolean =>
  text.length <= longestAddress && address.test(text) && !fileName.test(text);

const pseudonym = (of: string): string => `user-${hash('sha256', of, 'hex').slice(0, 16)}`;

const withoutSignature = (link: string): string =>
  (signature.test(link) ? link.replace(/[?#].*$/s, '') : link).replace(/^(\w+:\/\/)[^/?#@]*@/, '$1');
