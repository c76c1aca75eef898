import { two } from '../masks/b.ts';
export const one = two;
