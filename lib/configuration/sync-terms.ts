import type { Project } from '../contracts/keys.ts';
import { rootsFor } from './chosen-formats.ts';
import { type Configuration, routedProjects } from './configuration.ts';
import { configurationDigest, formatsDigest } from './digest.ts';

/** What a run of sync asks of the configuration: about a connection, and about each of its projects. */
export const syncTerms = (configuration: Configuration, connection: string) => ({
  routedProjects: routedProjects(configuration, connection),
  rootsOf: (project: Project) => rootsFor(configuration, project),
  configurationOf: (project: Project) => configurationDigest(configuration, project),
  formatsDigestOf: (project: Project) => formatsDigest(configuration, project),
});
