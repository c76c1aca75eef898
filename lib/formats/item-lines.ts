/** JSON of the family of COCO, with a line for each item of its lists: people compare two versions of such files. */

export function oneItemALine(document: Readonly<Record<string, unknown>>): string {
  const members = Object.entries(document).map(([key, value]) => `${JSON.stringify(key)}: ${lines(value)}`);
  return `{\n${members.join(',\n')}${end}`;
}

export const end = '\n}\n';

export const lines = (value: unknown) =>
  Array.isArray(value) && value.length > 0
    ? `[\n${value.map((item) => JSON.stringify(item)).join(',\n')}\n]`
    : JSON.stringify(value);
