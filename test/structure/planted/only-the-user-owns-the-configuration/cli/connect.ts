import { made } from '../labelwire.config.ts';
export const user = made;
