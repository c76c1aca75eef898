import type { PlatformTesting } from '../../testing.ts';

/** A data row of export v2 with one label: https://docs.labelbox.com/reference/label-export */
export const aLabel: PlatformTesting['aLabel'] = ({
  project,
  label = `label-of-${project}`,
  dataUnit = `row-of-${project}`,
  title = 'harbour/1.jpg',
  classes = ['boat'],
  editedAt = '2026-05-04T09:00:00.000000+00:00',
}) => {
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
};
