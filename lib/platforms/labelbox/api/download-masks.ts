import { InvalidLabel } from '../../../contracts/errors.ts';
import type { PlatformApi } from '../../platform.ts';

/** A label's masks are small files of one server: more at a time would only fill memory and its limit of requests. */
const atOnce = 8;
/** Bytes of all masks of one label, as they came. Ten thousand frames of 20 kB; a step has 1,024 MB. */
const mostBytes = 200 * 1024 * 1024;

/**
 * The masks of one label, by address. They are downloaded in the run that exported them: the addresses of composite masks
 * end with their export, after 30 days (https://github.com/Labelbox/labelbox-notebooks/blob/main/exports/composite_mask_export.ipynb).
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
      if (bytes > mostBytes) throw new InvalidLabel(`The masks of the label are more than ${mostBytes} bytes in all.`);
      files.set(address, file);
      if (errors.length > 0) return;
    }
  };
  // What is under way ends before the first error is told, so that nothing goes on unseen.
  await Promise.all(Array.from({ length: atOnce }, () => download().catch((error) => errors.push(error))));
  if (errors.length > 0) throw errors[0];
  return files;
}

async function downloadMask(address: string, api: PlatformApi): Promise<Uint8Array> {
  if (!URL.canParse(address)) throw new InvalidLabel('The address of a mask in the label is no URL.');
  // The key opens masks of Labelbox; storage with an address that is signed must not see it.
  const isLabelbox = new URL(address).origin === new URL(api.url).origin;
  const { status, body } = await api.request({
    method: 'GET',
    url: address,
    ...(isLabelbox ? { headers: { authorization: `Bearer ${api.credential}` } } : {}),
  });
  if (status === 200) return body;
  throw new InvalidLabel(
    `A mask of the label is not there (HTTP ${status}). Composite masks vanish 30 days after their export: replay the label, which exports it anew.`,
  );
}
