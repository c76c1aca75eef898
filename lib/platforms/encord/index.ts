import { definePlatform } from '../platform.ts';
import { announcementsOf } from './delivery.ts';
import { verify } from './signature.ts';

export default definePlatform({
  id: 'encord',
  title: 'Encord',
  documentation: 'https://docs.encord.com/platform-documentation/Annotate/annotate-webhooks-notifications',
  api: { url: 'https://api.encord.com', hosts: [] },
  authentication: 'signature',
  stages: ['in-progress', 'submitted', 'approved'],
  verify,
  events: announcementsOf,
  reader: () => import('./api/reader.ts'),
  setup: () => import('./api/setup.ts'),
  savedDocuments: () => import('./saved-documents.ts'),
  testing: () => import('./testing.ts'),
  access: () => import('./access/index.ts'),
});
