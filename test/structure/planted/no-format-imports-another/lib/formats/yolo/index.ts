export const yolo = () => import('../coco/index.ts');
