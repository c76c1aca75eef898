import type { Annotation, Attribute, Category, Label, Media, Place, Track } from '../../../label/label.ts';
import { kindOfObject, type Surroundings } from './annotation-kinds.ts';
import { attributeOf, attributesOf } from './attributes.ts';
import { type Fields, nameIn, type Path, wrong } from './parts.ts';
import { wholeMessage } from './places.ts';

/** How an annotation stands in the label, beside what it is. */
export type Standing = Pick<Annotation, 'id' | 'at'> & Partial<Pick<Annotation, 'track' | 'keyFrame'>>;

const wholeColour = /^#[0-9a-f]{6}$/i;

/** The annotations of one label while they are gathered, with the categories they need. */
export class LabelParts {
  readonly #unit: string;
  readonly #media: Media;
  readonly #surroundings: Surroundings;
  readonly #objects = new Map<string, Category>();
  readonly #classifications = new Map<string, Category>();
  readonly #first = new Map<string, Annotation>();
  readonly annotations: Annotation[] = [];
  readonly tracks: Track[] = [];

  constructor(unit: string, media: Media, surroundings: Surroundings) {
    this.#unit = unit;
    this.#media = media;
    this.#surroundings = surroundings;
  }

  /** In order of appearance, those of objects first. */
  get categories(): Label['categories'] {
    return [...this.#objects.values(), ...this.#classifications.values()];
  }

  addObject(object: Fields, standing: Standing, path: Path): Annotation {
    const kind = kindOfObject(object, path, this.#media);
    const { at = standing.at, shape, answers } = kind.read(object, path, this.#surroundings);
    const category = nameIn(object, 'name', path);
    const attributes = attributesOf(object, 'classifications', path);
    if (answers) return this.addAnswer(category, [...answers, ...attributes], { ...standing, at });
    this.#object(category, object.color);
    const annotation: Annotation = { ...standing, category, unit: this.#unit, at, attributes };
    if (shape) annotation.shape = shape;
    else annotation.categoryKind = 'object';
    return this.#add(annotation);
  }

  /** A question about the unit or a part of it. */
  addClassification(question: Fields, standing: Standing, path: Path): Annotation {
    const attribute = attributeOf(question, path);
    return this.addAnswer(attribute.name, [attribute], standing);
  }

  addAnswer(category: string, attributes: Attribute[], standing: Standing): Annotation {
    if (!this.#classifications.has(category)) {
      this.#classifications.set(category, { name: category, kind: 'classification' });
    }
    return this.#add({ ...standing, category, unit: this.#unit, attributes });
  }

  addTrack(track: Omit<Track, 'unit'>): void {
    this.tracks.push({ ...track, unit: this.#unit });
  }

  /** The annotation of this id, or the first of this track. */
  named(id: string): Annotation | undefined {
    return this.#first.get(id);
  }

  #object(name: string, color: unknown): void {
    const known = this.#objects.get(name);
    if (known?.color) return;
    const told = typeof color === 'string' && wholeColour.test(color) ? { color } : {};
    this.#objects.set(name, { name, kind: 'object', ...told });
  }

  #add(annotation: Annotation): Annotation {
    const { id, track = id } = annotation;
    this.annotations.push(annotation);
    if (!this.#first.has(id)) this.#first.set(id, annotation);
    if (!this.#first.has(track)) this.#first.set(track, annotation);
    return annotation;
  }
}

/** The platform's id of an object or a question; one made of its place where an export tells none (2023). */
export function featureId(of: Fields, made: string, path: Path): string {
  const id = of.feature_id;
  if (id === undefined || id === null) return made;
  if (typeof id === 'string' && id !== '') return id;
  throw wrong(path.at('feature_id'), 'a text', id);
}

/** Where a question stands that is about a part of the unit; the whole of it else. */
export function placeOfQuestion(question: Fields, path: Path): Place {
  const { message_id, page_number } = question;
  if (message_id !== undefined && message_id !== null) {
    return wholeMessage(nameIn(question, 'message_id', path));
  }
  if (page_number === undefined || page_number === null) return { kind: 'whole' };
  if (Number.isSafeInteger(page_number) && (page_number as number) >= 0) {
    return { kind: 'page', page: page_number as number };
  }
  throw wrong(path.at('page_number'), 'a whole number from 0 on', page_number);
}
