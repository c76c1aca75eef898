import type { Unit } from '../../label/label.ts';
import type { AnnotationOf, Omission } from '../format.ts';
import { isMarked } from '../object-flags.ts';
import { framesWithoutShape, mostFrames, shapesByFrame, type VideoObject } from '../video-objects.ts';
import { isSized, type SizedUnit } from '../visible-parts.ts';
import { element, type XmlElement } from '../xml.ts';
import { changesIn, ownAnswers } from './answers.ts';
import { drawIn } from './drawing.ts';
import { type Drawing, type Drawn, sourceOf, type TrackedKind } from './seam.ts';

export type Sequence = SizedUnit & { readonly frames: number };
export const isSequence = (unit: Unit): unit is Sequence =>
  unit.media === 'video' && isSized(unit) && unit.frames !== undefined;

/** Of one video: some 100 MB of text. */
const mostElements = 500_000;

/** A task of one video. */
export function videoDocument(
  unit: Sequence,
  objects: readonly VideoObject<TrackedKind>[],
  labels: XmlElement,
): { readonly document?: XmlElement; readonly isEmpty: boolean; readonly omitted: readonly Omission[] } {
  const { tracks, omitted } = trackElements(unit, objects);
  if (!tracks) return { isEmpty: true, omitted };
  const task = element('task', [
    element('name', unit.name),
    element('size', String(unit.frames)),
    element('mode', 'interpolation'),
    element('start_frame', '0'),
    element('stop_frame', String(Math.max(unit.frames - 1, 0))),
    labels,
    element('original_size', [element('width', String(unit.width)), element('height', String(unit.height))]),
  ]);
  const document = element('annotations', [element('version', '1.1'), element('meta', [task]), ...tracks]);
  return { document, isEmpty: tracks.length === 0, omitted };
}

type Tracks = { readonly tracks?: readonly XmlElement[]; readonly omitted: readonly Omission[] };

/** A `<track>` of each thing with a shape for every frame, as CVAT writes them; none for a video that would have too many. */
function trackElements(unit: Sequence, objects: readonly VideoObject<TrackedKind>[]): Tracks {
  const most = objects.reduce((sum, object) => sum + mostFrames(object, unit), 0);
  if (most > mostElements) return { omitted: [{ code: 'too-many-frames', unit: unit.id, detail: `${most} shapes` }] };
  const tracks: XmlElement[] = [];
  const omitted: Omission[] = [];
  for (const object of objects) {
    const { drawn, omitted: why } = drawnIn(unit, object);
    omitted.push(...why);
    // CVAT interpolates between shapes of one kind, and a track of several would be none of them.
    const byTag = [...Map.groupBy(drawn, ({ drawing }) => drawing.tag).values()];
    const [first] = drawn;
    if (first && byTag.length > 1) {
      const annotation = first.annotation.id;
      omitted.push({ code: 'ranges-not-held', unit: unit.id, annotation, detail: 'shapes of several kinds' });
    }
    for (const shapes of byTag) tracks.push(trackElement(String(tracks.length), shapes, unit));
  }
  return { tracks, omitted };
}

type DrawnShape = {
  readonly frame: number;
  readonly isKeyFrame: boolean;
  readonly drawing: Drawing;
  readonly annotation: AnnotationOf<TrackedKind>;
};

function drawnIn(unit: Sequence, object: VideoObject<TrackedKind>) {
  const omitted: Omission[] = [];
  const drawn: DrawnShape[] = [];
  const known: number[] = [];
  for (const { frame, shape, annotation } of shapesByFrame(object, unit)) {
    known.push(frame);
    const { drawing, omitted: why } = tracked(drawIn(unit, shape, undefined));
    const isDrawn = annotation.at.kind === 'frame' && annotation.at.frame === frame;
    const reasons = [...why, ...(drawing ? changesIn(annotation, ownAnswers(annotation)) : [])];
    if (isDrawn) for (const reason of reasons) omitted.push({ ...reason, unit: unit.id, annotation: annotation.id });
    if (drawing) drawn.push({ frame, isKeyFrame: isDrawn || !isAsCvat(shape, annotation), drawing, annotation });
  }
  const unknown = framesWithoutShape(object, unit, known);
  const annotation = object.drawn[0]?.annotation.id;
  if (unknown > 0) omitted.push({ code: 'shape-unknown', unit: unit.id, annotation, detail: `${unknown} frames` });
  return { drawn, omitted };
}

/** A polygon of several rings is drawn as its mask. */
const tracked = (drawn: Drawn): Drawn =>
  drawn.drawing?.tag === 'mask' ? { omitted: [{ code: 'holes-not-held', detail: 'polygon of several rings' }] } : drawn;

/** Whether CVAT would put the same shape between two key frames: it matches the corners of polygons in a way of its own. */
function isAsCvat(shape: DrawnShape['annotation']['shape'], { shape: before }: DrawnShape['annotation']): boolean {
  if (shape?.kind === 'box' && before?.kind === 'box') return shape.rotationDegrees === before.rotationDegrees;
  return shape?.kind === 'point';
}

/** After the last frame of each stretch in which the thing is there, a shape that is outside: CVAT would go on until the end. */
function trackElement(id: string, drawn: readonly DrawnShape[], { frames }: Sequence): XmlElement {
  const shapes = drawn.flatMap((shape, index) => {
    const next = shape.frame + 1;
    const isGone = next < frames && drawn[index + 1]?.frame !== next;
    return [
      shapeElement(shape, '0'),
      ...(isGone ? [shapeElement({ ...shape, frame: next, isKeyFrame: true }, '1')] : []),
    ];
  });
  const { category = '', origin } = drawn[0]?.annotation ?? {};
  return element('track', shapes, { id, label: category, source: sourceOf(origin) });
}

function shapeElement({ frame, isKeyFrame, drawing, annotation }: DrawnShape, outside: '0' | '1'): XmlElement {
  const children = ownAnswers(annotation).map(({ name, value }) => element('attribute', value, { name }));
  return element(drawing.tag, children, {
    frame: String(frame),
    outside,
    occluded: isMarked(annotation.attributes, 'occluded') ? '1' : '0',
    keyframe: isKeyFrame ? '1' : '0',
    ...drawing.fields,
    z_order: '0',
  });
}
