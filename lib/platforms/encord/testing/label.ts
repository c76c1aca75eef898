import type { LabelParts, PlatformTesting } from '../../testing.ts';

const defaultTime = '2026-05-04T09:00:00.000000+00:00';

/** A label row of one image as Encord gives it: https://docs.encord.com/platform-documentation/Annotate/annotate-export/annotate-export-json */
export const aLabel: PlatformTesting['aLabel'] = (parts: LabelParts) => {
  const { project, label = `label-of-${project}`, dataUnit = `unit-of-${label}` } = parts;
  const { title = 'street/1.jpg', classes = ['car'], editedAt = defaultTime } = parts;
  const objects = classes.map((name, index) => ({
    name,
    color: '#D33115',
    shape: 'bounding_box',
    value: name,
    objectHash: `object-${index}`,
    featureHash: `feature-${name}`,
    boundingBox: { x: 0.5, y: 0.25, w: 0.25, h: 0.25 },
  }));
  const document = {
    label_hash: label,
    last_edited_at: editedAt,
    data_hash: dataUnit,
    data_title: title,
    data_type: 'image',
    label_status: 'LABELLED',
    data_units: {
      [dataUnit]: {
        data_hash: dataUnit,
        data_title: title,
        data_type: 'image/jpeg',
        data_sequence: 0,
        width: 640,
        height: 480,
        labels: { objects, classifications: [] },
      },
    },
    object_answers: Object.fromEntries(
      objects.map(({ objectHash }) => [objectHash, { objectHash, classifications: [] }]),
    ),
    object_actions: {},
    classification_answers: {},
  };
  return { project, label, dataUnit, name: title, document };
};
