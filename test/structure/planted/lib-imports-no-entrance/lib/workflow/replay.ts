import { table } from '../../cli/table.ts';
export const replay = table;
