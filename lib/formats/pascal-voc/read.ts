import type { FormatFile, ReadFacts, ReadObject } from '../format.ts';
import { childOf, childrenOf, legalText, numberOf, readXml, textOf, type XmlElement } from '../xml.ts';
import type { Bounding } from './edges.ts';
import { readSegmentation } from './read-segmentation.ts';

type File = Pick<FormatFile, 'path' | 'bytes'>;
type Classes = Pick<ReadFacts, 'classes'>;

/** The masks of a picture of the segmentation, else the boxes of a document. */
export const read = (file: File, facts: Classes, options: Bounding): readonly ReadObject[] =>
  readSegmentation(file, facts.classes) ?? readBoxes(file, facts, options);

/** Throws a SyntaxError that says which field is not as this format has it. */
function readBoxes({ path, bytes }: File, { classes }: Classes, options: Bounding): ReadObject[] {
  const unit = /^Annotations\/(.+)\.xml$/s.exec(path)?.[1];
  if (unit === undefined) throw new SyntaxError('The path must be Annotations/<name>.xml, but is not.');
  const root = readXml(bytes);
  if (root.name !== 'annotation') throw new SyntaxError(`The root must be <annotation>, but is <${root.name}>.`);
  textOf(childOf(root, 'filename'));
  const size = childOf(root, 'size');
  const [across, down] = [numberIn(size, 'width'), numberIn(size, 'height')];
  return childrenOf(root, 'object').map((object) => {
    const name = textOf(childOf(object, 'name'));
    const category = classes.find((known) => legalText(known) === name);
    if (category === undefined) throw new SyntaxError('<name> must be a class of the project, but is not.');
    const box = childOf(object, 'bndbox');
    const [x, width] = spanIn(box, 'xmin', 'xmax', across, options);
    const [y, height] = spanIn(box, 'ymin', 'ymax', down, options);
    return { unit, category, shape: { kind: 'box', x, y, width, height, rotationDegrees: 0 } };
  });
}

const numberIn = (parent: XmlElement, name: string) => numberOf(textOf(childOf(parent, name)), `<${name}>`);

/** Where it begins, and how long it is, in pixels from 0. */
function spanIn(box: XmlElement, first: string, last: string, side: number, { base, numbers }: Bounding) {
  const [from, to] = [numberIn(box, first) - base, numberIn(box, last)];
  if (from < 0 || to > side || from >= to) {
    throw new SyntaxError(`<${first}> and <${last}> must lie inside the picture, in this order, but do not.`);
  }
  if (numbers === 'integers' && !(Number.isInteger(from) && Number.isInteger(to))) {
    throw new SyntaxError(`<${first}> and <${last}> must be whole numbers, but are not.`);
  }
  return [from, to - from] as const;
}
