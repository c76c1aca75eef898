/** The names of CSS 2.1: https://www.w3.org/TR/CSS21/syndata.html#color-units. A category with another one has no colour. */
const named: ReadonlyMap<string, string> = new Map([
  ['aqua', '#00ffff'],
  ['black', '#000000'],
  ['blue', '#0000ff'],
  ['fuchsia', '#ff00ff'],
  ['gray', '#808080'],
  ['green', '#008000'],
  ['lime', '#00ff00'],
  ['maroon', '#800000'],
  ['navy', '#000080'],
  ['olive', '#808000'],
  ['orange', '#ffa500'],
  ['purple', '#800080'],
  ['red', '#ff0000'],
  ['silver', '#c0c0c0'],
  ['teal', '#008080'],
  ['white', '#ffffff'],
  ['yellow', '#ffff00'],
]);

const hex = (channel: number) => Math.min(channel, 255).toString(16).padStart(2, '0');

/** A label's `background` as `#rrggbb`, without its transparency; undefined where it is written in another way. */
export function colorOf(background: string | undefined): string | undefined {
  const text = background?.trim().toLowerCase() ?? '';
  const [, long] = /^(#[0-9a-f]{6})(?:[0-9a-f]{2})?$/.exec(text) ?? [];
  if (long) return long;
  const [, short] = /^#([0-9a-f]{3})[0-9a-f]?$/.exec(text) ?? [];
  if (short) return `#${[...short].map((digit) => digit + digit).join('')}`;
  const [, red, green, blue] = /^rgba?\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})\s*[,)]/.exec(text) ?? [];
  if (red && green && blue) return `#${[red, green, blue].map((channel) => hex(Number(channel))).join('')}`;
  return named.get(text);
}
