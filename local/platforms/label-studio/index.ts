import type { SimulatedPlatform } from '../simulated-platform.ts';
import { load, type Task } from './documents.ts';
import { server } from '../../../lib/platforms/label-studio/simulated/server.ts';
import { personalAccessToken } from '../../../lib/platforms/label-studio/simulated/tokens.ts';

/** Label Studio: REST, personal access tokens, webhooks that prove themselves by a header of their owner's. */
export default {
  id: 'label-studio',
  newCredential: () => personalAccessToken(),
  load,
  server,

  /** There is no id on the wire, and an event about a deleted annotation says nothing but its number. */
  delivery({ project, label, dataUnit, document }, { kind, occurredAt }) {
    const inProject = {
      id: Number(project),
      title: 'Simulated project',
      label_config: '<View></View>',
      token: 'secret',
    };
    if (kind === 'deleted') {
      return JSON.stringify({
        action: 'ANNOTATIONS_DELETED',
        annotations: [{ id: Number(label) }],
        project: inProject,
      });
    }
    const { annotations, ...task } = document as Task;
    const at = occurredAt.toISOString();
    const annotation = { ...annotations[0], id: Number(label), task: Number(dataUnit), project: Number(project) };
    return JSON.stringify({
      action: 'ANNOTATION_UPDATED',
      annotation: { ...annotation, completed_by: 1, updated_at: at },
      project: inProject,
      task,
    });
  },

  sign: (_body, secret) => ({ 'content-type': 'application/json', 'x-labelwire-secret': secret }),
} satisfies SimulatedPlatform;
