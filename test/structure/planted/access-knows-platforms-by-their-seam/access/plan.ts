import { made } from '../lib/steps/write-export.ts';
export const user = made;
