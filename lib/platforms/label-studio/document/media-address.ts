import { given } from '../../../contracts/given.ts';
import { cleanDocument } from '../../kit/clean.ts';
import { isFields } from '../../kit/fields.ts';

const scheme = /^(?:https?|s3|gs|gcs|azure-blob|redissl?|hf|ftp):\/\/\S+$/i;
const fromServer = /^\/(?:data|storage-data|tasks|api|static|files)\/\S+$/;

/** A medium's name, as a person calls it, and its address without signature or query. */
export type MediaAddress = { readonly name: string; readonly uri: string };

const longestAddress = 4096;

/**
 * The address in a task's data; undefined for anything else, such as the text that is to be labelled. `isReferenced`: a
 * picture, a sound or a video, for which a bare file name is an address too, and only a data URL is not.
 */
export function mediaAddress(value: unknown, isReferenced: boolean): MediaAddress | undefined {
  const text = typeof value === 'string' ? value : isFields(value) && typeof value.url === 'string' ? value.url : '';
  const isAddress = isReferenced ? !/^data:/i.test(text) : scheme.test(text) || fromServer.test(text);
  if (!isAddress || text.length > longestAddress) return undefined;
  const address = behindProxy(text) ?? text;
  const { path, uri, separator = '/' } = localFile(address) ?? remote(address);
  const whole = separator === '/' ? path : decoded(path);
  const name = decoded(whole.split(separator).findLast((segment) => segment !== '') ?? '');
  return name === '' ? undefined : { name: String(cleanDocument(name)), uri };
}

type Address = { readonly path: string; readonly uri: string; readonly separator?: string | RegExp };

/** The separators of Windows; in a bucket `\` is a character like any other. */
const anySeparator = /[\\/]/;

/** A query and a fragment are of the web: the keys of a bucket may have `#` and `?` in them. */
function remote(address: string): Address {
  const clean = String(cleanDocument(address));
  const isInBucket = /^(?:s3|gs|gcs|azure-blob):\/\//i.test(address);
  const uri = isInBucket ? clean : clean.replace(/[?#].*$/s, '');
  const isOfWindows = /^[a-z]:[\\/]/i.test(address);
  return given({
    path: uri.replace(/^[a-z][a-z0-9-]*:\/\/[^/]*/i, ''),
    uri,
    separator: isOfWindows ? anySeparator : undefined,
  });
}

/** `/data/local-files/?d=folder/1.jpg`: the query has the file. https://labelstud.io/guide/storage#Local-storage */
function localFile(address: string): Address | undefined {
  const [, path] = /\/data\/local-files\/?\?d=([^&]+)/.exec(address) ?? [];
  return path === undefined ? undefined : { path, uri: `/data/local-files/?d=${path}`, separator: anySeparator };
}

/** `/tasks/7/resolve/?fileuri=…`: the address in the bucket, in base64, behind Label Studio's own proxy. */
function behindProxy(address: string): string | undefined {
  const [, base64] =
    /\/(?:tasks|projects)\/\d+\/(?:resolve|presign)\/?\?(?:[^#]*&)?fileuri=([\w+/=%-]+)/.exec(address) ?? [];
  const inner = base64 === undefined ? '' : Buffer.from(decoded(base64), 'base64').toString('utf8');
  return /^[a-z][a-z0-9-]*:\/\//i.test(inner) ? inner : undefined;
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment; // a name with a bare % in it
  }
}
