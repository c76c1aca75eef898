import { aLabel } from '../test/support/labels.ts';
export const label = aLabel;
