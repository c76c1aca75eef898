/** A person's word in the name of a tree: whatever is no letter or digit of ASCII is `_` and its hex digits. */
export const treeWord = (word: string): string =>
  word.replace(/[^A-Za-z0-9]/gu, (character) => `_${character.codePointAt(0)?.toString(16)}`);
