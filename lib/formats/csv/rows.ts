export type Cell = string | number | undefined;

/** One row and its line break; a cell without a value is empty. */
export const rowOf = (cells: readonly Cell[]): string => `${cells.map(textOf).join(',')}\r\n`;

function textOf(cell: Cell): string {
  if (typeof cell !== 'string') return cell === undefined ? '' : String(cell);
  const text = withoutFormula(cell);
  return `"${text.includes('"') ? text.replaceAll('"', '""') : text}"`;
}

/**
 * A spreadsheet runs what begins with one of these, so that a label could read the files of the person who opens it
 * (https://owasp.org/www-community/attacks/CSV_Injection). A text that begins with an apostrophe gets one too: take
 * one apostrophe off every text that begins with one, and you have exactly what was labelled.
 */
const withoutFormula = (text: string) => (formulaStarts.has(text.charAt(0)) ? `'${text}` : text);
const formulaStarts: ReadonlySet<string> = new Set("=+-@\t\r\n'＝＋－＠");

/** The text that a cell was made of. */
export const withFormula = (text: string) => (text.startsWith("'") ? text.slice(1) : text);
