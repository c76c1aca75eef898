/** A number or a word of a file, and what it is: `x`, `left`, `class`. */
export type Field = { readonly role: string; readonly value: number | string };

/** Pixels of a mask, row by row; 0 where nothing is. */
export type Pixels = { readonly width: number; readonly height: number; readonly values: readonly number[] };

/** What a fault does to a file. */
export type Change = {
  /** Of numbers that stand together: a row, a box, a position, an element. As many come back. */
  fields(group: readonly Field[]): readonly Field[];
  pixels(pixels: Pixels): Pixels;
  /** The rings of a polygon. */
  rings<Ring>(rings: readonly Ring[]): readonly Ring[];
};

export type FileToChange = { readonly path: string; readonly bytes: Uint8Array };

/** How a fault is planted in the files of a format: bytes in, bytes out. */
export type Edit = (file: FileToChange, change: Change) => Uint8Array;

/** `x y w h` as roles, again and again for as many values as there are. */
export const rolesFor = (roles: string, count: number): string[] => {
  const words = roles.split(' ');
  return Array.from({ length: count }, (_, index) => words[index % words.length] ?? '');
};
