/**
 * Characters by which a text from outside (an id, a message, a body) could move the cursor of a terminal, clear it, hide a
 * line or reverse its order: controls, and the marks of direction. https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing
 */
const unsafe = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/** The text with those characters as `\u001b`, which in JSON means the same. */
export const printable = (text: string): string =>
  text.replaceAll(unsafe, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** A name from outside in a sentence: in quotes, so that its end can be seen. */
export const quoted = (text: string): string => printable(JSON.stringify(text));
