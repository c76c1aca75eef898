import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { DataTypeId } from '../../access/dataset/data-types.ts';
import { longestGlobalKey } from '../../access/dataset/global-key.ts';
import { isSlippyMap, slippyMapRefusal, tilesOf } from '../../access/dataset/tiles.ts';
import type { Recipe } from '../../access/dataset/verdict.ts';
import type { KeyOptions } from './api.ts';

export type CreateOptions = KeyOptions & {
  readonly from: string;
  readonly type: DataTypeId;
  readonly name?: string;
  readonly csv?: string;
  readonly out?: string;
  readonly dataset?: string;
  readonly integration?: string;
  readonly rowPrefix?: string;
  readonly trustExtensions?: boolean;
  readonly epsg?: string;
  readonly bounds?: string;
  readonly minZoom?: string;
  readonly maxZoom?: string;
  readonly dryRun?: boolean;
  readonly manifestOnly?: boolean;
  readonly json?: boolean;
};

export type Source = { readonly bucket: string; readonly prefix: string };

/** Where the objects are. Ends the call where no data set can be made of them. */
export function sourceOf({ from }: CreateOptions, command: Command): Source {
  if (isSlippyMap(from)) command.error(`error: ${slippyMapRefusal}.`);
  const [, bucket, prefix = ''] = /^s3:\/\/([^/]+)(?:\/(.*))?$/s.exec(from) ?? [];
  if (bucket === undefined) return command.error('error: --from must be s3://bucket or s3://bucket/prefix.');
  if (bucket.includes('.')) {
    command.error(
      `error: The name of ${bucket} has dots: its address https://${bucket}.s3… fits no certificate of S3, and no browser opens it. Copy the objects to a bucket without dots: aws s3 sync s3://${bucket} s3://<other>.`,
    );
  }
  return { bucket, prefix };
}

export function recipeOf(options: CreateOptions, command: Command): Recipe {
  const { type, trustExtensions = false, rowPrefix: globalKeyPrefix = '', epsg, bounds, minZoom, maxZoom } = options;
  if (globalKeyPrefix.length > longestGlobalKey / 4) command.error('error: --row-prefix takes 50 characters.');
  const tiles = { epsg, bounds, minZoom, maxZoom };
  if (type === 'geospatial' && options.csv === undefined) {
    try {
      tilesOf(tiles);
    } catch (error) {
      command.error(
        `error: ${(error as Error).message} Give --epsg, --bounds, --min-zoom and --max-zoom, or a CSV with these columns.`,
      );
    }
  }
  return { type, trustExtensions, globalKeyPrefix, tiles };
}

/** Everything that decides what the rows are: a folder made by another call is not gone on with. */
export const identityOf = (options: CreateOptions, source: Source, recipe: Recipe) => ({
  ...source,
  ...recipe,
  csv: options.csv === undefined ? null : resolve(options.csv),
  dataset: options.dataset ?? null,
});

/** Beside where the command is run, by what it is made of. */
export const folderOf = ({ out, type }: CreateOptions, { bucket, prefix }: Source): string =>
  out ??
  ['labelwire-dataset', bucket, prefix.replaceAll(/[^\w.-]+/g, '-'), type].filter((part) => part !== '').join('_');
