import { definePlatformTesting } from '../testing.ts';
import { simulated } from './simulated/index.ts';
import { benchmark } from './testing/benchmark.ts';
import { idsIn } from './testing/ids-in.ts';
import { aLabel } from './testing/label.ts';

export default definePlatformTesting({
  simulated,
  projectId: (name) => `${name}-labelbox`,
  aLabel,
  idsIn,
  webhook: {
    headers: ['x-hub-signature-256', 'x-hub-signature', 'x-labelbox-event', 'x-labelbox-id'],
    alternatives: ['x-hub-signature', 'x-hub-signature-256'],
    delivery: {
      id: 'label-1',
      updatedAt: '2026-05-04T11:58:07Z',
      label: '{"objects":[]}',
      deleted: false,
      project: { id: 'project-1' },
      dataRow: { id: 'row-1' },
    },
    otherDeliveries: [
      {
        data_row: { id: 'row-1' },
        projects: {
          'project-1': { labels: [{ id: 'label-1', label_details: { updated_at: '2026-05-04T11:58:07Z' } }] },
        },
      },
    ],
  },
  benchmark,
});
