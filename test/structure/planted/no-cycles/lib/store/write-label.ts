import { record } from './record.ts';
export const write = () => record;
