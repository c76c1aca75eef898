import { definePlatform } from '../platform.ts';
import { announcementsOf } from './delivery.ts';
import { verify } from './signature.ts';

export default definePlatform({
  id: 'labelbox',
  title: 'Labelbox',
  documentation: 'https://docs.labelbox.com/reference/webhook',
  api: {
    url: 'https://api.labelbox.com',
    // An export is provided as signed URLs of files. Labelbox runs on Google Cloud: Cloud Storage signs for the first host,
    // Cloud CDN for the second. Which of them an export uses is not documented; the configuration may add more.
    hosts: ['storage.googleapis.com', 'storage.labelbox.com'],
  },
  authentication: 'signature',
  timePrecision: 'second', // exports have no fractions; webhooks have milliseconds
  stages: ['in-progress', 'submitted', 'approved'],
  verify,
  events: announcementsOf,
  reader: () => import('./api/reader.ts'),
  setup: () => import('./api/setup.ts'),
  savedDocuments: () => import('./saved-documents.ts'),
  testing: () => import('./testing.ts'),
  access: () => import('./access/index.ts'),
});
