import { made } from '../label/label.ts';
export const user = made;
