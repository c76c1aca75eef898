import { createHmac } from 'node:crypto';

// Deliveries of Encord.

export const now = new Date('2026-05-04T12:00:00.000Z');
export const secret = 'the secret';

/** Signed `age` seconds before `now`. */
export function delivery(
  json: object,
  { age = 0, headers = {} }: { age?: number; headers?: Record<string, string> } = {},
) {
  const body = Buffer.from(JSON.stringify(json));
  const timestamp = String(now.getTime() / 1000 - age);
  const signature = createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest('hex');
  return { body, headers: { 'x-encord-signature': signature, 'x-encord-timestamp': timestamp, ...headers } };
}

export const envelope = (parts: object = {}) => ({
  uid: 'event-1',
  version: 1,
  source: 'Encord',
  event_type: 'task_completed_event',
  event_created_timestamp: '2026-05-04T11:59:00.500+00:00',
  payload: { project_hash: 'project-1', label_hash: 'label-1' },
  ...parts,
});
