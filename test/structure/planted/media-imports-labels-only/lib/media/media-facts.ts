import { coco } from '../formats/coco.ts';

export const mediaFacts = coco;
