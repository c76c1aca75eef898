export const format = {};
