import { InvalidRequest } from '../contracts/errors.ts';
import type { SyncStep } from './dependencies.ts';
import { runObjects } from './run-objects.ts';

/** The projects of the run: those asked for, those of the connection's routes, or all that the credential shows. */
export const findProjects: SyncStep = async function* (progress, { store, reader, api, routedProjects }) {
  const { connection, projects: wanted = routedProjects } = progress.request;
  if (!reader.labels || !(wanted || reader.projects)) {
    throw new InvalidRequest(
      `The platform of ${connection} cannot be synced: its reader has no "labels" or "projects".`,
    );
  }
  const projects = new Set(wanted);
  if (!wanted && reader.projects) for await (const { id } of reader.projects(api)) projects.add(id);
  await runObjects(store, progress.run).writeProjects([...projects]);
  yield { ...progress, projects: projects.size, step: projects.size > 0 ? 'records' : 'compared' };
};
