import { made } from '../store/record.ts';
export const user = made;
