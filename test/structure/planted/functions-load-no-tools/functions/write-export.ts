import { made } from '../access/role.ts';
export const user = made;
