export const four = 1;
