import { createHmac } from 'node:crypto';
import { newCredential } from '../../../lib/platforms/encord/simulated/credential.ts';
import { server } from '../../../lib/platforms/encord/simulated/server.ts';
import type { SimulatedPlatform } from '../simulated-platform.ts';
import { load } from './documents.ts';

export default {
  id: 'encord',
  newCredential,
  load,
  server,

  /** Encord has no event for a deleted label: what was announced is then not there when it is fetched. */
  delivery: ({ project, label, dataUnit }, { id, occurredAt }) =>
    JSON.stringify({
      event_created_timestamp: occurredAt.toISOString().replace('Z', '000+00:00'),
      event_type: 'task_completed_event',
      payload: { data_hashes: dataUnit === undefined ? [] : [dataUnit], label_hashes: [label], project_hash: project },
      source: 'Encord',
      uid: id,
      version: 1,
    }),

  sign(body, secret, { now }) {
    const timestamp = String(Math.floor(now.getTime() / 1000));
    const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
    return { 'content-type': 'application/json', 'x-encord-signature': signature, 'x-encord-timestamp': timestamp };
  },
} satisfies SimulatedPlatform;
