import { made } from '../platforms.ts';
export const user = made;
