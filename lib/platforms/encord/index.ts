import { definePlatform } from '../platform.ts';
import { announcementsOf } from './delivery.ts';
import { verify } from './webhook-signature.ts';

export default definePlatform({
  id: 'encord',
  title: 'Encord',
  documentation: 'https://docs.encord.com/platform-documentation/Annotate/annotate-webhooks-notifications',
  api: { url: 'https://api.encord.com', hosts: [] },
  authentication: 'signature',
  verify,
  events: announcementsOf,
  reader: () => import('./reader.ts'),
  setup: () => import('./setup.ts'),
  savedDocuments: () => import('./saved-documents.ts'),
  access: () => import('./access/index.ts'),
});
