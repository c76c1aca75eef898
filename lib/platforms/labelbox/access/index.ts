import { definePlatformAccess } from '../../access.ts';
import { datasets } from './datasets/index.ts';
import { types } from './datasets/row.ts';
import { integrations } from './integrations.ts';

/** https://docs.labelbox.com/docs/import-aws-s3-data */
export default definePlatformAccess({
  title: 'Labelbox',
  origins: ['https://app.labelbox.com', 'https://editor.labelbox.com'],
  stsRegion: 'us-east-2',
  placeholderArn: 'arn:aws:iam::000000000000:role/temporary',
  where: 'Settings > Integrations > Add integrations > "Sync from a source" > AWS',
  // https://docs.labelbox.com/docs/supported-data-types; text/html is an attachment
  mediaTypes: [...new Set(Object.values(types).flatMap(({ contents }) => contents)), 'text/html'],
  largestBytes: { 'video/mp4': types.video.largestBytes },
  unknown: ['Labelbox prints its AWS account id in no documentation: compare it with what the page shows.'],
  integrations,
  datasets,
});
