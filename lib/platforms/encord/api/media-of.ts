import type { Unit } from '../../../label/label.ts';
import { isFields } from '../../kit/fields.ts';
import type { MediaAddress } from '../../platform.ts';
import type { Client } from './client.ts';
import { signedLabelRow } from './fetch-label-rows.ts';

/**
 * Asks for the label row once more, with signed addresses, which rows are fetched without: several of a series. Undefined
 * where Encord gives none.
 */
export async function mediaOf(
  client: Client,
  label: string,
  { id }: Unit,
): Promise<readonly MediaAddress[] | undefined> {
  const row = await signedLabelRow(client, label);
  const units = isFields(row) && isFields(row.data_units) ? row.data_units : {};
  const unit = units[id];
  if (!isFields(unit)) return undefined;
  const urls = [unit.data_links ?? unit.data_link].flat().filter((url) => typeof url === 'string');
  return urls.length > 0 && urls.every((url) => url.startsWith('https://')) ? urls.map((url) => ({ url })) : undefined;
}
