export const title = 'Labelwire';
