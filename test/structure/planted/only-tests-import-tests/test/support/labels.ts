export const aLabel = 1;
