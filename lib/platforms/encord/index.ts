import { definePlatform } from '../platform.ts';
import { announcementsOf } from './delivery.ts';
import { verify } from './webhook-signature.ts';

export default definePlatform({
  id: 'encord',
  title: 'Encord',
  documentation: 'https://docs.encord.com/platform-documentation/Annotate/annotate-webhooks-notifications',
  api: { url: 'https://api.encord.com', hosts: [] },
  verify,
  events: announcementsOf,
  reader: () => import('./reader.ts'),
});
