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
  const text = addressIn(value, isReferenced).trim();
  const isAddress = isReferenced ? !/^data:/i.test(text) : scheme.test(text) || fromServer.test(text);
  if (!isAddress || text.length > longestAddress) return undefined;
  const address = behindProxy(text) ?? text;
  const { path, uri } = localFile(address) ?? remote(address);
  // Escapes in an address are part of a name in a bucket, as a backslash is; on a disk both separate folders.
  const name = hasScheme.test(uri) ? decoded(lastOf(path.split('/'))) : lastOf(decoded(path).split(/[\\/]/));
  return name === '' ? undefined : { name: String(cleanDocument(name)), uri };
}

const lastOf = (segments: readonly string[]): string => segments.findLast((segment) => segment !== '') ?? '';

/** A string, an object with the address in it, or such an object as JSON, which spreadsheets of tasks have. */
function addressIn(value: unknown, isReferenced: boolean): string {
  if (isFields(value)) return typeof value.url === 'string' ? value.url : '';
  if (typeof value !== 'string') return '';
  if (!isReferenced || !value.trimStart().startsWith('{') || value.length > longestAddress) return value;
  try {
    const parsed: unknown = JSON.parse(value);
    return isFields(parsed) && typeof parsed.url === 'string' ? parsed.url : value;
  } catch {
    return value; // a file name that begins with a brace
  }
}

const hasScheme = /^(?!file:)[a-z][a-z0-9-]*:\/\//i;
const isWeb = /^(?:https?|ftp):\/\//i;

/** Only addresses of the web have a query and a fragment: `#` and `?` may be in the key of an object in a bucket. */
function remote(address: string): { path: string; uri: string } {
  const cleaned = String(cleanDocument(address));
  const ending = isWeb.test(cleaned) || fromServer.test(cleaned) ? /[?#].*$/s : hasScheme.test(cleaned) ? '' : query;
  const uri = cleaned.replace(ending, '');
  return { path: uri.replace(/^[a-z][a-z0-9-]*:\/\/[^/]*/i, ''), uri };
}

const query = /\?[\w.-]+=.*$/s;

/** `/data/local-files/?d=folder/1.jpg`: the query has the file. https://labelstud.io/guide/storage#Local-storage */
function localFile(address: string): { path: string; uri: string } | undefined {
  const [, file] = /[\\/]data[\\/]local-files[\\/]?\?d=(.+)$/s.exec(address) ?? [];
  if (file === undefined) return undefined;
  const path = file.replace(/&[\w-]+=.*$/s, '');
  return { path, uri: `/data/local-files/?d=${path}` };
}

/** `/tasks/7/resolve/?fileuri=…`: the address in the bucket, in base64, behind Label Studio's own proxy. */
function behindProxy(address: string): string | undefined {
  const [, base64] =
    /\/(?:tasks|projects)\/\d+\/(?:resolve|presign)\/?\?(?:[^#]*&)?fileuri=([\w+/=%-]+)/.exec(address) ?? [];
  const inner = base64 === undefined ? '' : Buffer.from(decoded(base64), 'base64').toString('utf8');
  return /^[a-z][a-z0-9-]*:\/\//i.test(inner) ? inner : undefined;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path; // a name with a bare % in it
  }
}
