export const coco = 1;
