import { definePlatform } from '../platform.ts';
import { announcementsOf } from './delivery.ts';
import { verify } from './webhook-secret.ts';

export default definePlatform({
  id: 'label-studio',
  title: 'Label Studio',
  documentation: 'https://labelstud.io/guide/webhooks',
  api: { url: undefined, hosts: [] },
  authentication: 'shared-secret',
  verify,
  events: announcementsOf,
  reader: () => import('./reader.ts'),
  setup: () => import('./setup.ts'),
  savedDocuments: () => import('./saved-documents.ts'),
  access: () => import('./access/index.ts'),
});
