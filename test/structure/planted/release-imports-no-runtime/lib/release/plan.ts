import { made } from '../runtime/logger.ts';
export const user = made;
