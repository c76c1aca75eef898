import { createHash } from 'node:crypto';
import { SignatureMismatch } from '../../workflow/errors.ts';
import { isSignedByAny } from '../delivery.ts';
import { type Announcement, definePlatform } from '../platform.ts';
import { announced } from './delivery.ts';

/** Every other topic (WORKFLOW_ACTION, the REVIEW_* that Labelbox took away in 2024) leaves the label as it is. */
const kinds: ReadonlyMap<string, Announcement['kind']> = new Map([
  ['LABEL_CREATED', 'upserted'],
  ['LABEL_UPDATED', 'upserted'],
  ['LABEL_DELETED', 'deleted'],
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

  verify({ headers, body }, secrets) {
    const signature = headers['x-hub-signature-256'];
    if (signature === undefined) {
      throw new SignatureMismatch(
        headers['x-hub-signature'] === undefined
          ? 'The header X-Hub-Signature-256 is missing.'
          : 'Only X-Hub-Signature came. SHA-1 is not accepted: X-Hub-Signature-256 has to reach this address too.',
      );
    }
    const [, hex] = /^sha256=([0-9a-f]{64})$/i.exec(signature) ?? [];
    if (hex === undefined) {
      throw new SignatureMismatch('X-Hub-Signature-256 is not "sha256=" and 64 hex digits.');
    }
    if (!isSignedByAny(secrets, hex.toLowerCase(), 'sha256', body)) {
      throw new SignatureMismatch('X-Hub-Signature-256 was not made over this body with a secret known here.');
    }
  },

  events({ headers, body }, now) {
    // An empty header says no more than none.
    const topic = headers['x-labelbox-event'] || undefined;
    if (topic !== undefined && !kinds.has(topic)) return [];
    const id = headers['x-labelbox-id'] || createHash('sha256').update(body).digest('hex').slice(0, 32);
    // A signed body about a label that lost its topic on the way is taken as a change: the fetch tells the truth anyway,
    // and a refusal would lose the label. What the body says goes before the topic, which no signature covers: else an
    // old delivery, sent again under LABEL_DELETED, would remove an export.
    return announced(body, now).map(({ kind = kinds.get(topic ?? '') ?? 'upserted', ...what }) => ({
      id,
      type: topic ?? (kind === 'deleted' ? 'LABEL_DELETED' : 'LABEL_UPDATED'),
      ...what,
      kind,
    }));
  },

  reader: () => import('./reader.ts'),
});
