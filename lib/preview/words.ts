/** Characters that take two places of a fixed-width font: those of East Asia, and pictures. */
const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]/u;

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** What a reader takes for one character each. */
export const charactersOf = (text: string): string[] => [...segmenter.segment(text)].map(({ segment }) => segment);

/** How many places of a fixed-width font a text takes, about. */
export const columnsOf = (text: string): number =>
  charactersOf(text).reduce((sum, character) => sum + (wide.test(character) ? 2 : 1), 0);

/** The beginning of a text of at most so many columns, and whether there is more. */
export function shortened(text: string, columns: number): string {
  // Each character is a UTF-16 unit at least: what lies far behind the last column is not looked at.
  const characters = charactersOf(text.slice(0, 16 * columns).replace(/\s+/g, ' '));
  let [kept, used] = ['', 0];
  for (const character of characters) {
    used += columnsOf(character);
    if (used > columns - 1 && kept.length + character.length < text.length) return `${kept}…`;
    kept += character;
  }
  return kept;
}
