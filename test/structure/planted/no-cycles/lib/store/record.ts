import { write } from './write-label.ts';
export const record = () => write;
