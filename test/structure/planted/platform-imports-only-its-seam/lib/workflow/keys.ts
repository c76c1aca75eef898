export type Keys = object;
