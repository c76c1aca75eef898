export const yolo = 1;
