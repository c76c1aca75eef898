import { definePlatformTesting } from '../testing.ts';
import { simulated } from './simulated/index.ts';
import { aLabel, numberOf } from './testing/a-label.ts';
import { benchmark } from './testing/benchmark.ts';
import { idsIn } from './testing/ids-in.ts';

const project = { id: 12 };

export default definePlatformTesting({
  simulated,
  projectId: numberOf,
  aLabel,
  idsIn,
  webhook: {
    headers: ['x-labelwire-secret', 'authorization'],
    alternatives: ['x-labelwire-secret', 'authorization'],
    delivery: {
      action: 'ANNOTATION_UPDATED',
      annotation: { id: 7, task: 5, updated_at: '2026-05-04T11:58:07.000001Z', was_cancelled: false },
      project,
      task: { id: 5 },
    },
    otherDeliveries: [
      { action: 'PROJECT_UPDATED', project },
      { action: 'ANNOTATIONS_DELETED', annotations: [{ id: 7 }, { id: 8 }], project },
      { action: 'TASKS_CREATED', tasks: [{ id: 5, total_annotations: 1 }], project },
    ],
  },
  benchmark,
});
