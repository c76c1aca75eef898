import { objectAddress } from '../../contracts/object-address.ts';
import type { Unit } from '../../label/label.ts';
import type { Options } from './options.ts';

/** The address in S3 of a unit's image, where the platform says it or the options do; never a guessed one. */
export function sourceOf({ sourceUri = '' }: Unit, name: string, { images }: Pick<Options, 'images'>) {
  const address = objectAddress(sourceUri);
  if (address) return `s3://${address.bucket}/${address.key}`;
  return images === '' ? undefined : `${images}${name}`;
}
