import type { ServedLabel } from '../../lib/platforms/testing.ts';

type Parts = {
  readonly project: string;
  readonly label?: string;
  readonly dataUnit?: string;
  /** The image's name. */
  readonly title?: string;
  /** Class names, a box each. */
  readonly classes?: readonly string[];
  readonly editedAt?: string;
};

export const earlier = '2026-05-04T09:00:00.000000+00:00';
export const later = '2026-05-04T10:00:00.000000+00:00';

/** A label row of one image as Encord gives it: https://docs.encord.com/platform-documentation/Annotate/annotate-export/annotate-export-json */
export function anEncordLabel(parts: Parts): ServedLabel & { document: Record<string, unknown> } {
  const { project, label = `label-of-${project}`, dataUnit = `unit-of-${label}` } = parts;
  const { title = 'street/1.jpg', classes = ['car'], editedAt = earlier } = parts;
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
}

/** A data row of Labelbox's export v2 with one label: https://docs.labelbox.com/reference/label-export */
export function aLabelboxLabel(parts: Parts): ServedLabel & { document: Record<string, unknown> } {
  const { project, label = `label-of-${project}`, dataUnit = `row-of-${project}` } = parts;
  const { title = 'harbour/1.jpg', classes = ['boat'], editedAt = earlier } = parts;
  const objects = classes.map((name, index) => ({
    feature_id: `feature-${index}`,
    name,
    annotation_kind: 'ImageBoundingBox',
    bounding_box: { top: 20, left: 10, height: 40, width: 30 },
    classifications: [],
  }));
  const document = {
    data_row: { id: dataUnit, external_id: title, row_data: `https://images.example.com/${title}` },
    media_attributes: { width: 640, height: 480, asset_type: 'image', mime_type: 'image/jpeg' },
    projects: {
      [project]: {
        labels: [
          {
            id: label,
            label_kind: 'Default',
            label_details: { updated_at: editedAt },
            performance_details: { skipped: false },
            annotations: { objects, classifications: [], relationships: [] },
          },
        ],
      },
    },
  };
  return { project, label, dataUnit, name: title, document };
}
