import type { PlatformTesting } from '../../testing.ts';

const project = '5d0f1c52-6a3e-4c1b-9a54-0f6f0d7a1b20';
const changed = '2026-05-04T11:59:57.901639+00:00';
const people = { createdBy: 'ann.otator@example.com', lastEditedBy: 're.viewer@example.com' };
const cars = ['aB3/x+Z9', 'Car00002', 'Car00003'];

const ontology = {
  objects: [
    {
      id: '1',
      name: 'Car',
      color: '#D33115',
      shape: 'bounding_box',
      featureNodeHash: 'carBox01',
      attributes: [
        {
          id: '1.1',
          name: 'Colour',
          type: 'radio',
          featureNodeHash: 'colour01',
          dynamic: false,
          options: [{ id: '1.1.1', label: 'Red', value: 'red', featureNodeHash: 'optRed01' }],
        },
      ],
    },
  ],
  classifications: [],
};

const objectIn = (frame: number, car: number) => ({
  name: 'Car',
  color: '#D33115',
  shape: 'bounding_box',
  value: 'car',
  createdAt: 'Mon, 04 May 2026 11:10:00 UTC',
  lastEditedAt: 'Mon, 04 May 2026 11:11:00 UTC',
  ...people,
  confidence: 1,
  manualAnnotation: frame % 10 === 0,
  objectHash: cars[car],
  featureHash: 'carBox01',
  boundingBox: { x: 0.1 + frame / 4000, y: 0.2 + car / 10, w: 0.0859, h: 0.0986 },
});

const answers = Object.fromEntries(
  cars.map((objectHash) => [
    objectHash,
    {
      objectHash,
      classifications: [
        {
          name: 'Colour',
          value: 'colour',
          featureHash: 'colour01',
          manualAnnotation: true,
          answers: [{ name: 'Red', value: 'red', featureHash: 'optRed01' }],
        },
      ],
    },
  ]),
);

function row(number: number, kind: 'image' | 'video', labels: object, unit: object) {
  const label = `7b1d8a40-93f5-4d2e-8c6b-${String(number).padStart(12, '0')}`;
  const data = `c2a9e613-41d7-4f80-b5e2-${String(number).padStart(12, '0')}`;
  const named = { data_hash: data, data_title: `berlin/${number}` };
  const document = {
    label_hash: label,
    branch_name: 'main',
    created_at: '2026-05-04T10:00:00.000001+00:00',
    last_edited_at: changed,
    dataset_hash: '3e5d2b7c-1111-4c4c-9b9b-2f2f2f2f2f2f',
    dataset_title: 'Streets',
    annotation_task_status: 'COMPLETED',
    label_status: 'LABELLED',
    is_shadow_data: false,
    is_valid: true,
    object_answers: answers,
    object_actions: {},
    classification_answers: {},
    spaces: {},
    data_type: kind,
    ...named,
    data_units: {
      [data]: {
        ...named,
        data_sequence: 0,
        data_link: 'https://example.com/1',
        width: 1280,
        height: 720,
        ...unit,
        labels,
      },
    },
  };
  return { document, ontology, ref: { label, dataUnit: data, occurredAt: '2026-05-04T11:59:58.791Z' } };
}

const everyCar = (frame: number) => ({ objects: cars.map((_, car) => objectIn(frame, car)), classifications: [] });

/** Three cars in each frame of a video, and on each image. */
export const largeDocuments: PlatformTesting['benchmark'] = {
  project,
  video: (frames) => {
    const labels = Object.fromEntries(Array.from({ length: frames }, (_, frame) => [String(frame), everyCar(frame)]));
    return [row(1, 'video', labels, { data_type: 'video/mp4', data_fps: 25, data_duration: frames / 25 })];
  },
  images: (count) =>
    Array.from({ length: count }, (_, image) => row(image, 'image', everyCar(image), { data_type: 'image/jpeg' })),
};
