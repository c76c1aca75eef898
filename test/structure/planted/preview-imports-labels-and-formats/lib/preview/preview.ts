import { record } from '../store/record.ts';

export const preview = record;
