import type { Json } from '../../testing.ts';

const delivery = (id: string, type: string, payload: Json): Json => ({
  uid: id,
  version: 1,
  event_type: type,
  event_created_timestamp: '2026-05-04T11:59:00.500+00:00',
  payload,
});

const project_hash = 'project-1';

export const aboutOneLabel = delivery('event-1', 'task_completed_event', {
  project_hash,
  label_hashes: ['label-1'],
  data_hashes: ['unit-1'],
});

export const otherDeliveries: readonly Json[] = [
  delivery('event-2', 'agent_stage_work_available_event', { project_hash, stage_uuid: 'stage-1', pending_count: 7 }),
  delivery('event-3', 'task_submitted_event', {
    project_hash,
    label_hashes: ['label-1', 'label-2'],
    data_hash: 'unit-1',
  }),
  delivery('event-4', 'task_completed_event', { project_hash, data_hashes: ['unit-1', 'unit-2'] }),
  delivery('event-5', 'pathway_chosen_event', { stage_uuid: 'stage-1' }),
];
