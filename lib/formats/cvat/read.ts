import { given } from '../../contracts/given.ts';
import type { ReadFacts, ReadObject } from '../format.ts';
import { childOf, childrenOf, legalText, numberOf, readXml, textOf, type XmlElement } from '../xml.ts';
import { fieldOf, shapeOf, wholeIn } from './read-shape.ts';
import type { Size } from './seam.ts';

/** Throws a SyntaxError that says which field is not as this format has it. Tags, which say nothing of an object, are not in it. */
export function read(
  { path, bytes }: { readonly path: string; readonly bytes: Uint8Array },
  { classes }: Pick<ReadFacts, 'classes'>,
): readonly ReadObject[] {
  const unit = /^annotations\/(.+)\.xml$/s.exec(path)?.[1];
  if (unit === undefined) throw new SyntaxError('The path must be annotations/<name>.xml, but is not.');
  const root = readXml(bytes);
  if (root.name !== 'annotations') throw new SyntaxError(`The root must be <annotations>, but is <${root.name}>.`);
  const version = textOf(childOf(root, 'version'));
  if (version !== '1.1') throw new SyntaxError('<version> must be 1.1, but is another.');
  const task = childOf(childOf(root, 'meta'), 'task');
  const known = new Set(childrenOf(childOf(task, 'labels'), 'label').map((label) => textOf(childOf(label, 'name'))));
  return objectsIn(root, task).flatMap(({ object, label, size, track }): ReadObject[] => {
    if (!known.has(label)) throw new SyntaxError(`The label of <${object.name}> must be one of <labels>, but is not.`);
    if (object.name === 'tag') return [];
    const category = classes.find((name) => legalText(name) === label);
    if (category === undefined) throw new SyntaxError('A label must be a class of the project, but is not.');
    const at = track === undefined ? undefined : { kind: 'frame' as const, frame: wholeIn(object, 'frame') };
    return [{ unit, category, ...given({ at, track }), shape: shapeOf(object, size) }];
  });
}

type Labelled = {
  readonly object: XmlElement;
  readonly label: string;
  readonly size: Size;
  /** Of a video. */
  readonly track?: string;
};

/** The elements of an image; of a video, which has the size of its frames in its task, those of every frame that are not outside. */
function objectsIn(root: XmlElement, task: XmlElement): readonly Labelled[] {
  const [frames] = childrenOf(task, 'original_size');
  if (frames) {
    const [width = 0, height = 0] = ['width', 'height'].map((name) => numberOf(textOf(childOf(frames, name)), name));
    return childrenOf(root, 'track').flatMap((track) =>
      elementsIn(track)
        .filter((object) => fieldOf(object, 'outside') !== '1')
        .map((object) => ({
          object,
          label: fieldOf(track, 'label'),
          size: { width, height },
          track: fieldOf(track, 'id'),
        })),
    );
  }
  const image = childOf(root, 'image');
  fieldOf(image, 'name');
  const size = { width: wholeIn(image, 'width'), height: wholeIn(image, 'height') };
  return elementsIn(image).map((object) => ({ object, label: fieldOf(object, 'label'), size }));
}

const elementsIn = ({ content }: XmlElement) => (typeof content === 'string' ? [] : content);
