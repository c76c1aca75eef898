/** How far back the numbers of the flow can begin, in the words of `status --since`. */
export const windows = ['1h', '24h', '7d'] as const;
export type Window = (typeof windows)[number];
export const usualWindow: Window = '24h';
