import type { Unit } from '../../../label/label.ts';
import type { MediaAddress, PlatformApi } from '../../platform.ts';
import { authorization } from './token.ts';

/**
 * The file that Label Studio itself holds, or reads from the disk of its server: an address on this server, which wants the
 * token. Undefined for a file that is elsewhere. https://labelstud.io/guide/storage
 */
export async function mediaOf(
  { sourceUri = '' }: Unit,
  api: PlatformApi,
): Promise<readonly MediaAddress[] | undefined> {
  const address = sourceUri.startsWith('/') ? `${api.url}${sourceUri}` : sourceUri;
  if (!URL.canParse(address)) return undefined;
  // Parsed, so that no `..` leads out of these folders: the author of a task must not choose what the token asks for.
  const { href } = new URL(address);
  const isFile = folders.some((folder) => href.startsWith(`${api.url}${folder}`));
  return isFile ? [{ url: href, headers: await authorization(api) }] : undefined;
}

const folders = ['/data/upload/', '/data/local-files/?d='];
