import { InvalidLabel } from '../../../contracts/errors.ts';
import { given } from '../../../contracts/given.ts';
import type { PlatformApi } from '../../platform.ts';

/** A label's masks are small files on one server: more at a time would only fill the memory and its request limit. */
const atOnce = 8;
/** Bytes of all masks of one label, as downloaded. Ten thousand frames of 20 kB; a step has 1,024 MB. */
const mostBytes = 200 * 1024 * 1024;

/**
 * The masks of one label, by address. They are downloaded in the run that exported them: the addresses of composite masks
 * expire with their export, after 30 days (https://github.com/Labelbox/labelbox-notebooks/blob/main/exports/composite_mask_export.ipynb).
 */
export async function downloadMasks(
  addresses: readonly string[],
  api: PlatformApi,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  const left = addresses.values();
  const errors: unknown[] = [];
  let bytes = 0;
  const download = async (): Promise<void> => {
    for (const address of left) {
      const file = await downloadMask(address, api);
      bytes += file.length;
      if (bytes > mostBytes) {
        throw new InvalidLabel(`The masks of the label must be at most ${mostBytes} bytes in all, but are more.`);
      }
      files.set(address, file);
      if (errors.length > 0) return;
    }
  };
  // Downloads that have begun end before the first error is thrown, so that none goes on unnoticed.
  await Promise.all(Array.from({ length: atOnce }, () => download().catch((error) => errors.push(error))));
  if (errors.length > 0) throw errors[0];
  return files;
}

async function downloadMask(address: string, api: PlatformApi): Promise<Uint8Array> {
  if (!URL.canParse(address)) throw new InvalidLabel('The address of a mask in the label must be a URL, but is not.');
  // The key opens masks on Labelbox; a storage with signed addresses must not see it.
  const isLabelbox = new URL(address).origin === new URL(api.url).origin;
  const headers = isLabelbox ? { authorization: `Bearer ${api.credential}` } : undefined;
  const { status, body } = await api.request(given({ method: 'GET', url: address, headers }));
  if (status === 200) return body;
  const advice = isOfOneObject.test(address)
    ? 'Look at the object in Labelbox, then replay the label.'
    : 'Composite masks expire 30 days after their export: replay the label, which exports it anew.';
  throw new InvalidLabel(`A mask of the label could not be downloaded: HTTP ${status}. ${advice}`);
}

/** `/projects/<id>/annotations/<id>/mask`, and not `/tasks/<id>/masks/<id>`. */
const isOfOneObject = /\/annotations\/[^/]+\/(?:index\/\d+\/)?mask\b/;
