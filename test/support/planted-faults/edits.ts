import { parse } from 'csv-parse/sync';
import { vocColour } from '../../../lib/formats/painted.ts';
import { decodePng, encodePng } from '../../../lib/formats/png.ts';
import { readXml, type XmlElement, xmlFile } from '../../../lib/formats/xml.ts';
import { type Change, type Edit, type Field, rolesFor } from './change.ts';
import { changedRuns } from './runs.ts';

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');
const decimal = /^-?\d+(\.\d+)?$/;
const fieldValue = (text: string): number | string => (decimal.test(text) ? Number(text) : text);

function changedTexts(texts: readonly string[], roles: readonly string[], change: Change): readonly string[] {
  const fields = texts.map((text, index): Field => ({ role: roles[index] ?? '', value: fieldValue(text) }));
  const changed = change.fields(fields);
  return texts.map((text, index) =>
    changed[index]?.value === fields[index]?.value ? text : `${changed[index]?.value}`,
  );
}

/** A row an object: `head` names its first fields, `tail` the ones behind them, again and again. */
export const rows =
  (separator: string, head: string, tail = 'other'): Edit =>
  ({ bytes }, change) =>
    Buffer.from(
      textOf(bytes)
        .split('\n')
        .map((row) => {
          const texts = row.split(separator);
          const first = head.split(' ');
          const roles = [...first, ...rolesFor(tail, Math.max(texts.length - first.length, 0))];
          return row === '' ? row : changedTexts(texts, roles, change).join(separator);
        })
        .join('\n'),
    );

/** The roles of values by their keys: one for a number or a word, several for a list of numbers. */
type Keys = Readonly<Record<string, string>>;

/** A JSON document, or a line each. */
export const json =
  (keys: Keys): Edit =>
  ({ bytes }, change) => {
    const text = textOf(bytes);
    const changed = (part: string) => JSON.stringify(changedValue(JSON.parse(part), keys, change));
    const lines = text.split('\n');
    const isLines = lines.every((line) => line === '' || line.startsWith('{"')) && lines.length > 1;
    return Buffer.from(isLines ? lines.map((line) => (line === '' ? '' : changed(line))).join('\n') : changed(text));
  };

const isScalar = (value: unknown): value is number | string => typeof value === 'number' || typeof value === 'string';

function changedValue(value: unknown, keys: Keys, change: Change): unknown {
  if (Array.isArray(value)) return value.map((each) => changedValue(each, keys, change));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  const own = entries.filter(([key, each]) => keys[key] !== undefined && isScalar(each));
  const changed = change.fields(own.map(([key, each]) => ({ role: keys[key] ?? '', value: each })));
  const scalars = new Map(own.map(([key], index) => [key, changed[index]?.value]));
  const parts = entries.map(([key, each]): [string, unknown] => {
    const roles = keys[key];
    if (scalars.has(key)) return [key, scalars.get(key)];
    return [
      key,
      roles === undefined || isScalar(each) ? changedValue(each, keys, change) : changedList(each, roles, keys, change),
    ];
  });
  return changedRuns(Object.fromEntries(parts), change);
}

function changedList(value: unknown, roles: string, keys: Keys, change: Change): unknown {
  if (!Array.isArray(value)) return changedValue(value, keys, change);
  if (value.every(isScalar)) {
    const names = rolesFor(roles, value.length);
    return change
      .fields(value.map((each, index) => ({ role: names[index] ?? '', value: each })))
      .map((field) => field.value);
  }
  const list = value.map((each) => changedList(each, roles, keys, change));
  return isPolygon(value) ? change.rings(list) : list;
}

/** Rings, which are lists of positions. */
const isPolygon = (value: readonly unknown[]): boolean =>
  value.every((ring) => Array.isArray(ring) && ring.every((at) => Array.isArray(at) && at.every(isScalar)));

/** Attributes, and elements that hold a text alone, by their names. Several positions are as `x,y;x,y`. */
export const xml =
  (names: Keys, ofElement: (element: XmlElement, change: Change) => XmlElement = (element) => element): Edit =>
  ({ bytes }, change) =>
    xmlFile(changedElement(readXml(bytes), names, change, ofElement));

function changedElement(
  element: XmlElement,
  names: Keys,
  change: Change,
  ofElement: (element: XmlElement, change: Change) => XmlElement,
): XmlElement {
  const { content } = element;
  const leaves = typeof content === 'string' ? [] : content.filter((child) => typeof child.content === 'string');
  const texts = {
    ...element.attributes,
    ...Object.fromEntries(leaves.map((leaf) => [`<${leaf.name}`, String(leaf.content)])),
  };
  const known = Object.keys(texts).filter((name) => names[name] !== undefined);
  const positions = known.filter((name) => names[name] === 'x y');
  const single = known.filter((name) => names[name] !== 'x y');
  const changed = changedTexts(
    single.map((name) => texts[name] ?? ''),
    single.map((name) => names[name] ?? ''),
    change,
  );
  const values = new Map(single.map((name, index) => [name, changed[index] ?? '']));
  for (const name of positions) {
    const pairs = (texts[name] ?? '')
      .split(';')
      .map((pair) => changedTexts(pair.split(','), ['x', 'y'], change).join(','));
    values.set(name, pairs.join(';'));
  }
  const attributes = Object.fromEntries(
    Object.entries(element.attributes).map(([name, text]) => [name, values.get(name) ?? text]),
  );
  const children =
    typeof content === 'string'
      ? content
      : content.map((child) =>
          changedElement(
            { ...child, content: values.get(`<${child.name}`) ?? child.content },
            names,
            change,
            ofElement,
          ),
        );
  return ofElement({ ...element, attributes, content: children }, change);
}

/** A table; cells of JSON are read and changed by their keys, others by the names of their columns. */
export const csv =
  (columns: Keys, keys: Keys): Edit =>
  ({ bytes }, change) => {
    const table: string[][] = parse(Buffer.from(bytes));
    const [header = []] = table;
    const changed = table.slice(1).map((cells) => {
      const own = changedTexts(
        cells,
        header.map((name) => columns[name] ?? ''),
        change,
      );
      return own.map((cell) =>
        /^[{[]/.test(cell) ? JSON.stringify(changedValue(JSON.parse(cell), keys, change)) : cell,
      );
    });
    const lines = [header, ...changed].map((cells) => cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(','));
    return Buffer.from(lines.map((line) => `${line}\r\n`).join(''));
  };

/** A picture that means something by the values of its pixels, or by a comment with names. */
export const png =
  (classesIn: 'values' | 'comment'): Edit =>
  ({ bytes }, change) => {
    const { width, height, kind, comment, values } = decodePng(bytes);
    const picture = change.pixels({ width, height, values: [...values] });
    const classOf = (value: number | string) => change.fields([{ role: 'class', value }])[0]?.value;
    const shown = picture.values.map((value) =>
      value === 0 || classesIn === 'comment' ? value : Number(classOf(value - 1)) + 1,
    );
    const names =
      classesIn === 'values' ? comment : comment.replace(/(?<=[[:,]")[^"]+(?=")/g, (name) => String(classOf(name)));
    const size = { grey16: 2, indexed: 1, rgb: 3 }[kind];
    const palette = Buffer.concat(Array.from({ length: 256 }, (_, index) => Buffer.from(vocColour(index))));
    const runs = shown.flatMap((value, start) =>
      value === 0 ? [] : [{ start, end: start + 1, bytes: pixel(value, kind, size) }],
    );
    return encodePng({ width, height, kind, comment: names, ...(kind === 'indexed' ? { palette } : {}) }, runs);
  };

function pixel(value: number, kind: string, size: number): Uint8Array {
  const bytes = Buffer.alloc(size);
  if (kind === 'grey16') bytes.writeUInt16BE(value);
  else bytes.writeUIntLE(value, 0, size);
  return bytes;
}

/** Files of one format of several kinds, by a part of their paths. */
export const byPath =
  (edits: Readonly<Record<string, Edit>>): Edit =>
  (file, change) => {
    const [, edit] = Object.entries(edits).find(([part]) => file.path.includes(part)) ?? [];
    return edit ? edit(file, change) : file.bytes;
  };
