import { expect } from 'vitest';
import type { Label } from '../../../../lib/label/label.ts';
import reader from '../../../../lib/platforms/encord/api/reader.ts';

// Label rows of Encord, as small as they can be.

export const ref = { label: 'label-1', occurredAt: '2026-05-04T12:00:00.000Z' };

export type Json = Record<string, unknown>;

export const object = (parts: Json = {}): Json => ({
  objectHash: 'object-1',
  featureHash: 'car-hash',
  name: 'Car',
  color: '#D33115',
  shape: 'bounding_box',
  boundingBox: { x: 0.25, y: 0.5, w: 0.125, h: 0.25 },
  ...parts,
});

export const unit = (parts: Json = {}): Json => ({
  data_title: '1.jpg',
  data_type: 'image/jpeg',
  data_sequence: 0,
  width: 200,
  height: 100,
  labels: { objects: [], classifications: [] },
  ...parts,
});

export const row = (parts: Json = {}): Json => ({
  label_hash: 'label-1',
  last_edited_at: '2026-05-04T11:59:57.901639+00:00',
  data_type: 'image',
  data_units: { 'unit-1': unit() },
  object_answers: {},
  object_actions: {},
  classification_answers: {},
  ...parts,
});

export const rowOf = (...objects: Json[]) => row({ data_units: { 'unit-1': unit({ labels: { objects } }) } });

/** A group of three images of 100 × 100 px, with the data_sequence 0, 1 and 2. */
export const group = (parts: Json = {}, units: readonly Json[] = [{}, {}, {}]) =>
  row({
    data_type: 'img_group',
    data_units: Object.fromEntries(
      units.map((labels, index) => [
        `unit-${index}`,
        unit({ data_sequence: String(index), width: 100, height: 100, labels }),
      ]),
    ),
    ...parts,
  });

export const normalise = (document: unknown, ontology?: unknown): Label =>
  reader.normalise({ ref, document, ontology }, 'project-1');
export const invalid = (...parts: string[]) => {
  const pattern = parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*');
  return expect.objectContaining({ name: 'InvalidLabel', message: expect.stringMatching(new RegExp(pattern, 's')) });
};

export const question = (name: string, type: string, hash: string, options?: Json[]): Json => ({
  name,
  type,
  featureNodeHash: hash,
  ...(options ? { options } : {}),
});
export const option = (label: string, hash: string, options?: Json[]): Json => ({
  label,
  featureNodeHash: hash,
  ...(options ? { options } : {}),
});
export const answer = (name: string, featureHash: string, answers: unknown): Json => ({ name, featureHash, answers });

/** A video of 200 × 100 px, with these objects in its frames. */
export const video = (frames: Readonly<Record<number, readonly Json[]>>, parts: Json = {}, ofUnit: Json = {}) =>
  row({
    data_type: 'video',
    data_units: {
      'unit-1': unit({
        data_title: '1.mp4',
        data_type: 'video/mp4',
        labels: Object.fromEntries(Object.entries(frames).map(([frame, objects]) => [frame, { objects }])),
        ...ofUnit,
      }),
    },
    ...parts,
  });

/** A data group of these members. */
export const dataGroup = (spaces: Readonly<Record<string, Json>>, parts: Json = {}) =>
  row({
    data_type: 'group',
    data_units: { group: { data_type: 'group', labels: { objects: [], classifications: [] } } },
    spaces,
    ...parts,
  });

/** One unit with no labels of its own, and what the answers say of it. */
export const answered = (dataType: string, mime: string, parts: Json, ofUnit: Json = {}) =>
  row({
    data_type: dataType,
    data_units: { 'unit-1': { data_title: 'a file', data_type: mime, labels: {}, ...ofUnit } },
    ...parts,
  });

export const cuboid = (parts: Json = {}): Json =>
  object({ shape: 'cuboid', cuboid: { position: [1, 2, 3], orientation: [0, 0, 1.5], size: [4, 2, 1.5] }, ...parts });
export const scene = (labels: Json, parts: Json = {}) =>
  row({
    data_type: 'scene',
    data_units: { 'unit-1': { data_title: 'drive', data_type: 'scene', width: 0, height: 0, data_fps: 0, labels } },
    ...parts,
  });
export const at = (...objects: Json[]) => ({ objects, classifications: [] });
