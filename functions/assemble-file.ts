import configuration from '#configuration';
import { Done, FileToAssemble } from '../lib/contracts/release.ts';
import { assembleFile } from '../lib/release/assemble.ts';
import { releaseDependencies } from '../lib/runtime/release-functions.ts';
import { taskFunction } from '../lib/runtime/task-function.ts';

const dependencies = releaseDependencies(configuration);

/** What all batches bring to one file → the file. */
export const handler = taskFunction('AssembleFile', { input: FileToAssemble, output: Done }, (file) =>
  assembleFile(file, dependencies),
);
