import { removeAbandonedFolders } from '../../local/new-folder.ts';

/** Runs before all test files. */
export const setup = removeAbandonedFolders;
