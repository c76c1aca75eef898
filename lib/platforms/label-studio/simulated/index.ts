import type { SimulatedPlatform } from '../../testing.ts';
import { server } from './server.ts';
import type { Task } from './tasks.ts';
import { personalAccessToken } from './tokens.ts';

/** Label Studio: a REST API, personal access tokens, webhooks with the secret in a header that their owner chose. */
export const simulated: SimulatedPlatform = {
  newCredential: () => personalAccessToken(),
  server,
  paths: /^\/api\//,

  /** A delivery has no id, and an event about a deleted annotation has nothing but its number. */
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
      annotation: { updated_at: at, ...annotation, completed_by: 1 }, // its own time, where the document has one
      project: inProject,
      task,
    });
  },

  sign: (_body, secret) => ({ 'content-type': 'application/json', 'x-labelwire-secret': secret }),
};
