import { afterAll } from 'vitest';
import { removeFolders } from '../../local/new-folder.ts';

// Runs with each test file, whose own hooks come first: it ends in a worker that goes on with others.
afterAll(removeFolders);
