import { definePlatform } from '../platform.ts';
import { announcementsOf } from './delivery.ts';
import { verify } from './signature.ts';

export default definePlatform({
  id: 'label-studio',
  title: 'Label Studio',
  documentation: 'https://labelstud.io/guide/webhooks',
  api: { url: undefined, hosts: [] }, // everybody runs a server of their own
  authentication: 'shared-secret',
  deletesUnits: true,
  stages: ['in-progress', 'submitted', 'approved'],
  reviewsAreOptional: true, // a feature of the Enterprise edition
  verify,
  events: announcementsOf,
  reader: () => import('./api/reader.ts'),
  setup: () => import('./api/setup.ts'),
  savedDocuments: () => import('./saved-documents.ts'),
  testing: () => import('./testing.ts'),
  access: () => import('./access/index.ts'),
});
