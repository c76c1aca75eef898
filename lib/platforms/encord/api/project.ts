import * as z from 'zod/mini';
import { type PipelineError, PlatformRefused } from '../../../contracts/errors.ts';
import { given } from '../../../contracts/given.ts';
import { type Client, parseAnswer } from './client.ts';
import { stageKindsIn } from './workflow-nodes.ts';

/** `ontology` is missing where the service account is not allowed to read the project's settings. */
export type Project = {
  readonly exists: boolean;
  readonly ontology?: unknown;
  /** UUID of a stage of the project's workflow → its kind. */
  readonly stageKinds?: ReadonlyMap<string, string>;
};

const ProjectBody = z.object({ editorOntology: z.nullish(z.unknown()), workflow: z.optional(z.unknown()) });

export async function readProject(client: Client): Promise<Project> {
  try {
    const answer = await client.get();
    if (answer.status !== 200) return { exists: answer.status !== 404 };
    const { editorOntology, workflow } = parseAnswer(ProjectBody, answer);
    return given({ exists: true, ontology: editorOntology || undefined, stageKinds: stageKindsIn(workflow) });
  } catch (error) {
    // Not every role that reads the project's labels can read its settings: the labels are read without the ontology then.
    if (error instanceof PlatformRefused) return { exists: true };
    throw error;
  }
}

/** Not LabelNotFound: it would delete the exports of every label of a project that is only hidden or misspelt. */
export const unknownProject = (): PipelineError =>
  new PlatformRefused('Encord does not show the project. Check its hash, and add the service account to it.');
