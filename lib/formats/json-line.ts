/** A line of JSON Lines. Python's `splitlines` takes three characters for the end of a line that JSON leaves as they are. */
export const jsonLine = (value: object): string =>
  `${JSON.stringify(value).replace(/[\u0085\u2028\u2029]/g, escaped)}\n`;

const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
