import * as z from 'zod/mini';
import { PlatformRefused } from '../../../contracts/errors.ts';
import { type Client, parse } from './client.ts';

/** `ontology` is missing when the service account may not read the project's settings. */
export type Project = { readonly exists: boolean; readonly ontology?: unknown };

const ProjectBody = z.object({ editorOntology: z.nullish(z.unknown()) });

export async function readProject(client: Client): Promise<Project> {
  try {
    const answer = await client.get();
    if (answer.status !== 200) return { exists: answer.status !== 404 };
    const { editorOntology } = parse(ProjectBody, answer);
    return { exists: true, ...(editorOntology ? { ontology: editorOntology } : {}) };
  } catch (error) {
    // Reading the project's settings may need a role that reading its labels does not: labels go without the ontology.
    if (error instanceof PlatformRefused) return { exists: true };
    throw error;
  }
}

/** Not LabelNotFound: that would take the exports of every label away for a project that is only hidden or misspelt. */
export const projectNotThere = () =>
  new PlatformRefused('Encord does not show the project. Check its hash, and add the service account to it.');
