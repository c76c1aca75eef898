import { resolve } from 'node:path';
import type { Command } from 'commander';
import { isSlippyMap, slippyMapRefusal, tilesOf } from '../../access/dataset/tiles.ts';
import type { Recipe } from '../../access/dataset/verdict.ts';
import type { Datasets, DataTypeId } from '../../lib/platforms/access.ts';
import type { PlatformOptions } from './api.ts';

export type CreateOptions = PlatformOptions & {
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

/** Where the objects are. Ends the call where they cannot become a data set. */
export function sourceOf({ from }: CreateOptions, command: Command): Source {
  if (isSlippyMap(from)) command.error(`error: --from: ${slippyMapRefusal}.`);
  const [, bucket, prefix = ''] = /^s3:\/\/([^/]+)(?:\/(.*))?$/s.exec(from) ?? [];
  if (bucket === undefined) return command.error('error: --from must be s3://bucket or s3://bucket/prefix.');
  if (bucket.includes('.')) {
    command.error(
      `error: --from must name a bucket without dots, but names ${bucket}: S3’s certificate does not cover https://${bucket}.s3…, so no browser opens it. Copy the objects to another bucket: aws s3 sync s3://${bucket} s3://<other>.`,
    );
  }
  return { bucket, prefix };
}

export function recipeOf(options: CreateOptions, { limits, tileSystems }: Datasets, command: Command): Recipe {
  const { type, trustExtensions = false, rowPrefix: globalKeyPrefix = '', epsg, bounds, minZoom, maxZoom } = options;
  const longestPrefix = limits.globalKey / 4;
  if (globalKeyPrefix.length > longestPrefix)
    command.error(`error: --row-prefix must have at most ${longestPrefix} characters.`);
  const tiles = { epsg, bounds, minZoom, maxZoom };
  if (type === 'geospatial' && options.csv === undefined) {
    try {
      tilesOf(tiles, tileSystems);
    } catch (error) {
      command.error(
        `error: ${(error as Error).message} Give --epsg, --bounds, --min-zoom and --max-zoom, or a CSV with these columns.`,
      );
    }
  }
  return { type, trustExtensions, globalKeyPrefix, tiles };
}

/** Everything that decides what the rows are: a folder that another call made is not resumed. */
export const identityOf = (options: CreateOptions, source: Source, recipe: Recipe) => ({
  ...source,
  ...recipe,
  csv: options.csv === undefined ? null : resolve(options.csv),
  dataset: options.dataset ?? null,
});

/** In the current folder, named after what the data set is made of. */
export const folderOf = ({ out, type }: CreateOptions, { bucket, prefix }: Source): string =>
  out ??
  ['labelwire-dataset', bucket, prefix.replaceAll(/[^\w.-]+/g, '-'), type].filter((part) => part !== '').join('_');
