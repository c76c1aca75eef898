import { keys } from '../workflow/keys.ts';
export const label = keys;
