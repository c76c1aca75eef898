import type { ServedLabel } from '../../lib/platforms/testing.ts';

const project = 'b3a1f0c2-5d74-4e86-9a17-000000000000';
const boxesPerImage = 12;

const ontology = {
  objects: [
    { id: '1', name: 'Car', color: '#D33115', shape: 'bounding_box', featureNodeHash: 'carBox01', attributes: [] },
    { id: '2', name: 'Road', color: '#16406C', shape: 'polygon', featureNodeHash: 'roadPol1', attributes: [] },
  ],
  classifications: [],
};

const hash = (kind: string, number: number) => `${kind}-41d7-4f80-b5e2-${String(number).padStart(12, '0')}`;

const touched = {
  createdAt: 'Thu, 21 May 2026 09:02:00 UTC',
  createdBy: 'annotator@example.com',
  lastEditedAt: 'Thu, 21 May 2026 09:03:00 UTC',
  lastEditedBy: 'annotator@example.com',
  manualAnnotation: true,
  confidence: 1,
};

/** Another place for every box of every image, always the same. */
const fraction = (seed: number) => ((seed * 7919) % 997) / 2000;

function objectsOf(number: number) {
  const cars = Array.from({ length: boxesPerImage }, (_, index) => ({
    name: 'Car',
    color: '#D33115',
    shape: 'bounding_box',
    value: 'car',
    ...touched,
    objectHash: `car${String(index).padStart(5, '0')}`,
    featureHash: 'carBox01',
    boundingBox: { x: fraction(number + index), y: fraction(number * 31 + index), w: 0.1563, h: 0.1389 },
  }));
  const corners = [0, 1, 0.4167, 0.4815, 0.5833, 0.4815, 1, 1];
  const road = {
    name: 'Road',
    color: '#16406C',
    shape: 'polygon',
    value: 'road',
    ...touched,
    objectHash: 'road0000',
    featureHash: 'roadPol1',
    polygon: { '0': { x: 0, y: 1 }, '1': { x: 0.4167, y: 0.4815 }, '2': { x: 0.5833, y: 0.4815 }, '3': { x: 1, y: 1 } },
    polygons: [[corners]],
  };
  return [...cars, road];
}

/** A labelled image as Encord exports it: https://docs.encord.com/sdk-documentation/general-sdk/sdk-export-labels */
function labelRow(number: number) {
  const data = hash('9a40e7b2', number);
  const title = `street/${String(number).padStart(4, '0')}.jpg`;
  const objects = objectsOf(number);
  return {
    label_hash: hash('1f6c2d8e', number),
    branch_name: 'main',
    created_at: '2026-05-21T09:00:00.000000+00:00',
    last_edited_at: '2026-05-21T09:51:12.480117+00:00',
    data_hash: data,
    dataset_hash: hash('c7e1b9f4', 0),
    dataset_title: 'Street scenes',
    data_title: title,
    data_type: 'image',
    label_status: 'LABELLED',
    annotation_task_status: 'COMPLETED',
    is_shadow_data: false,
    is_valid: true,
    data_units: {
      [data]: {
        data_hash: data,
        data_title: title,
        data_link: `s3://example-images/${title}`,
        data_type: 'image/jpeg',
        data_sequence: 0,
        width: 1920,
        height: 1080,
        labels: { objects, classifications: [] },
      },
    },
    object_answers: Object.fromEntries(
      objects.map(({ objectHash }) => [objectHash, { objectHash, classifications: [] }]),
    ),
    object_actions: {},
    classification_answers: {},
    spaces: {},
  };
}

/**
 * Labels of one project of Encord, all different. Not of Labelbox, whose exports are asked for every two seconds: that
 * would measure the pause.
 */
export const syntheticLabels = (count: number): ServedLabel[] =>
  Array.from({ length: count }, (_, number) => {
    const document = labelRow(number);
    const { label_hash: label, data_hash: dataUnit, data_title: name } = document;
    return { project, label, dataUnit, name, document, ontology };
  });
