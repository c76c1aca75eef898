import { four } from '../load/d.ts';
export const three = four;
