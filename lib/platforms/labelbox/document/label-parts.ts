import type { Annotation, Attribute, Category, Media, Place, Shape, Track } from '../../../label/label.ts';
import { asText, countIn, type FieldPath, type Fields, invalidAt, isMissing, textIn } from '../../kit/fields.ts';
import type { PlacedAnnotation } from '../../kit/finish-label.ts';
import { keptShape } from '../../kit/kept-shape.ts';
import { checkKeys } from '../../kit/known-keys.ts';
import { kindOfObject, type Surroundings, unknownKind } from './annotation-kinds.ts';
import { answerOf, attributesOf } from './attributes.ts';
import { Categories } from './categories.ts';
import { confidenceIn } from './confidence.ts';
import { wholeMessage } from './places.ts';

/** Under which id an annotation is in the label, and where in the unit. */
export type Placement = Pick<Annotation, 'id' | 'at'> & Partial<Pick<Annotation, 'track' | 'keyFrame'>>;

/** The annotations of one label while they are gathered, with the categories that they need. */
export class LabelParts {
  readonly #unit: string;
  readonly #media: Media;
  readonly #surroundings: Surroundings;
  readonly #categories = new Categories();
  readonly #first = new Map<string, Annotation>();
  readonly placed: PlacedAnnotation[] = [];
  readonly tracks: Track[] = [];

  constructor(unit: string, media: Media, surroundings: Surroundings) {
    this.#unit = unit;
    this.#media = media;
    this.#surroundings = surroundings;
  }

  get categories(): Category[] {
    return this.#categories.all;
  }

  get annotations(): Annotation[] {
    return this.placed.map(({ annotation }) => annotation);
  }

  /** Undefined where the object is left out of the label. */
  addObject(object: Fields, placement: Placement, path: FieldPath): Annotation | undefined {
    const kind = kindOfObject(object, path, this.#media);
    if (!kind) {
      path.reading.unknownKind(
        { ...placement, unit: this.#unit },
        path,
        unknownKind(textIn(object, 'annotation_kind', path)),
      );
      return undefined;
    }
    checkKeys(object, kind.keys, path);
    const { at = placement.at, shape: drawn, answers } = kind.read(object, path, this.#surroundings);
    const shape = drawn && keptShape(drawn, placement, this.#unit, path);
    if (drawn && !shape) return undefined;
    const category = textIn(object, 'name', path);
    const attributes = attributesOf(object, 'classifications', path, placement.id);
    const annotation = answers
      ? this.addAnswer(category, [...answers, ...attributes], { ...placement, at }, path)
      : this.#addThing({ ...placement, category, unit: this.#unit, at, attributes }, shape, object.color, path);
    const confidence = confidenceIn(object, path, annotation.id);
    if (confidence !== undefined) annotation.confidence = confidence;
    return annotation;
  }

  /** The same annotation once more says nothing new; another one under the same id would be mixed up with the first. */
  #again(annotation: Annotation, path: FieldPath): Annotation {
    const { relations, ...first } = this.#first.get(annotation.id) ?? annotation;
    if (JSON.stringify(first) !== JSON.stringify(annotation)) {
      throw invalidAt(path, 'must have a feature_id of its own, but has that of an earlier annotation');
    }
    path.reading.notKept(annotation.id, path, 'the same annotation once more');
    return annotation;
  }

  #addThing(annotation: Annotation, shape: Shape | undefined, color: unknown, path: FieldPath): Annotation {
    this.#categories.addObject(annotation.category, color);
    if (shape) annotation.shape = shape;
    else annotation.categoryKind = 'object';
    return this.#add(annotation, path);
  }

  /** A question about the unit or a part of it. */
  addClassification(question: Fields, placement: Placement, path: FieldPath): void {
    const attribute = answerOf(question, path, placement);
    if (attribute) this.addAnswer(attribute.name, [attribute], placement, path);
  }

  addAnswer(category: string, attributes: Attribute[], placement: Placement, path: FieldPath): Annotation {
    this.#categories.addClassification(category);
    const [only, ...others] = attributes;
    if (only?.confidence === undefined || others.length > 0) {
      return this.#add({ ...placement, category, unit: this.#unit, attributes }, path);
    }
    const { confidence, ...attribute } = only;
    return this.#add({ ...placement, category, unit: this.#unit, attributes: [attribute], confidence }, path);
  }

  addTrack(track: Omit<Track, 'unit'>): void {
    this.tracks.push({ ...track, unit: this.#unit });
  }

  /** The annotation with this id, or the first one of this track. */
  named(id: string): Annotation | undefined {
    return this.#first.get(id);
  }

  #add(annotation: Annotation, path: FieldPath): Annotation {
    const { id, track = id } = annotation;
    if (this.#first.get(id)?.id === id) return this.#again(annotation, path);
    this.placed.push({ annotation, path });
    if (!this.#first.has(id)) this.#first.set(id, annotation);
    if (!this.#first.has(track)) this.#first.set(track, annotation);
    return annotation;
  }
}

/** The platform's id of an object or a question; `fallback` where the export has none (2023). */
export function featureId(fields: Fields, fallback: string, path: FieldPath): string {
  const id = fields.feature_id;
  if (isMissing(id)) return fallback;
  return typeof id === 'string' && id !== '' ? id : asText(id, path.at('feature_id'));
}

/** The part of the unit that a question is about: a message, a page, or the whole. */
export function placeOfQuestion(question: Fields, path: FieldPath): Place {
  if (!isMissing(question.message_id)) return wholeMessage(textIn(question, 'message_id', path));
  if (isMissing(question.page_number)) return { kind: 'whole' };
  return { kind: 'page', page: countIn(question, 'page_number', path) };
}
