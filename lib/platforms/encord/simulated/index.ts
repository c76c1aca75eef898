import { createHmac } from 'node:crypto';
import type { SimulatedPlatform } from '../../testing.ts';
import { newCredential } from './credential.ts';
import { server } from './server.ts';

/** Encord's API and webhooks over a few label rows. */
const simulated: SimulatedPlatform = {
  newCredential,
  server,
  paths: /^\/(v2\/)?public(\/|$)/,

  /** Encord has no event for a deleted label: this one announces it, and it is missing when it is fetched. */
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
    const signature = createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest('hex');
    return { 'content-type': 'application/json', 'x-encord-signature': signature, 'x-encord-timestamp': timestamp };
  },
};

export default simulated;
