import { createHash } from 'node:crypto';
import { type Announcement, definePlatform } from '../platform.ts';
import { announced, moved } from './delivery.ts';
import { verify } from './webhook-signature.ts';

type Topic = { readonly kind: Announcement['kind']; readonly labels: typeof announced };

/** Any other (the REVIEW_* that Labelbox took away in 2024) leaves the label as it is. */
const topics: ReadonlyMap<string, Topic> = new Map([
  ['LABEL_CREATED', { kind: 'upserted', labels: announced }],
  ['LABEL_UPDATED', { kind: 'upserted', labels: announced }],
  ['LABEL_DELETED', { kind: 'deleted', labels: announced }],
  ['WORKFLOW_ACTION', { kind: 'upserted', labels: moved }], // the label's status
]);

export default definePlatform({
  id: 'labelbox',
  title: 'Labelbox',
  documentation: 'https://docs.labelbox.com/reference/webhook',
  api: {
    url: 'https://api.labelbox.com',
    // An export is handed out as signed URLs of files. Labelbox runs on Google Cloud: Cloud Storage signs for the first
    // host, Cloud CDN for the second. Which of them an export uses is not documented; the configuration may add more.
    hosts: ['storage.googleapis.com', 'storage.labelbox.com'],
  },

  authentication: 'signature',

  verify,

  events({ headers, body }, now) {
    // An empty header says no more than none.
    const name = headers['x-labelbox-event'] || undefined;
    const topic = topics.get(name ?? 'LABEL_UPDATED');
    if (!topic) return [];
    const id = headers['x-labelbox-id'] || createHash('sha256').update(body).digest('hex').slice(0, 32);
    // A signed body about a label that lost its topic on the way is taken as a change: the fetch tells the truth anyway,
    // and a refusal would lose the label. What the body says goes before the topic, which no signature covers: else an
    // old delivery, sent again under LABEL_DELETED, would remove an export.
    return topic.labels(body, now).map(({ kind = topic.kind, ...what }) => ({
      id,
      type: name ?? (kind === 'deleted' ? 'LABEL_DELETED' : 'LABEL_UPDATED'),
      ...what,
      kind,
    }));
  },

  reader: () => import('./reader.ts'),
  setup: () => import('./setup.ts'),
  savedDocuments: () => import('./saved-documents.ts'),
  access: () => import('./access/index.ts'),
});
