import type { Configuration } from '../configuration/configuration.ts';
import type { ReleaseRequest } from '../contracts/release.ts';
import { formatsOf } from '../release/trees.ts';
import { bucket } from './storage.ts';
import { version } from './version.ts';

/** What the steps of a release work with. */
export const releaseDependencies = (configuration: Configuration) => ({
  store: bucket(),
  formatsOf: (request: ReleaseRequest) => formatsOf(request, configuration),
  version,
});
