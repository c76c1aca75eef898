import { made } from '../../cli/table.ts';
export const user = made;
