import { yolo } from '../../formats/yolo/index.ts';
export const encord = yolo;
