/** Shapes of a picture that have an outline, a line or a position. */
export const drawnKinds = ['box', 'polygon', 'polyline', 'point', 'ellipse', 'path'] as const;
export type HeldKind = (typeof drawnKinds)[number] | 'geo';
