/** A person's word in the name of a tree: each character but ASCII letters and digits is `_` and its hex digits. */
export const treeWord = (word: string): string =>
  word.replace(/[^A-Za-z0-9]/gu, (character) => `_${character.codePointAt(0)?.toString(16)}`);
