import type { FetchedDocument } from '../../platform.ts';
import type { PlatformTesting } from '../../testing.ts';

const project = 'cm3project0000000000harbr';
const changed = '2026-05-04T11:58:07.123+00:00';
const ferries = ['a', 'b', 'c'].map((letter) => `cm3feature00000000000000${letter}`);

const answer = (ferry: number) => ({
  feature_id: `cm3answer0000000000000000${ferry}`,
  feature_schema_id: 'cm3schema000000000000005',
  name: 'state',
  value: 'state',
  radio_answer: {
    feature_id: `cm3choice000000000000000${ferry}`,
    name: 'moored',
    value: 'moored',
    classifications: [],
  },
});

const objectIn = (frame: number, ferry: number, kind: string) => ({
  feature_id: ferries[ferry],
  feature_schema_id: 'cm3schema0000000000000015',
  name: 'ferry',
  value: 'ferry',
  annotation_kind: kind,
  classifications: [answer(ferry)],
  bounding_box: { top: 98 + ferry * 100, left: 146.5 + frame / 10, height: 43, width: 36 },
});

function row(number: number, kind: 'Image' | 'Video', media: object, annotations: object): FetchedDocument {
  const [label, dataUnit] = [`cm3label${number}`, `cm3datarow${number}`];
  const document = {
    data_row: { id: dataUnit, external_id: `pier/${number}`, row_data: `https://example.com/pier/${number}` },
    media_attributes: { width: 1280, height: 720, ...media },
    attachments: [],
    metadata_fields: [],
    projects: {
      [project]: {
        name: 'Harbour',
        labels: [
          {
            label_kind: kind,
            version: '1.0.0',
            id: label,
            label_details: { created_at: changed, updated_at: changed, created_by: 'ann@example.com', reviews: [] },
            performance_details: { seconds_to_create: 41, skipped: false },
            annotations,
          },
        ],
        project_details: { ontology_id: 'cm3ontology', batch_id: 'cm3batch', workflow_status: 'DONE' },
      },
    },
  };
  return { document, ref: { label, dataUnit, occurredAt: '2026-05-04T11:58:08.000Z' } };
}

/** Three ferries on each image and in each frame of a video, all of them key frames. */
export const benchmark: PlatformTesting['benchmark'] = {
  project,
  video(count) {
    const objectsIn = (frame: number) =>
      Object.fromEntries(ferries.map((id, ferry) => [id, objectIn(frame, ferry, 'VideoBoundingBox')]));
    const numbers = Array.from({ length: count }, (_, frame) => frame + 1);
    const frames = Object.fromEntries(
      numbers.map((frame) => [String(frame), { objects: objectsIn(frame), classifications: [] }]),
    );
    const annotations = {
      frames,
      segments: Object.fromEntries(ferries.map((id) => [id, [[1, count]]])),
      key_frame_feature_map: Object.fromEntries(ferries.map((id) => [id, numbers])),
      classifications: [],
    };
    const media = {
      mime_type: 'video/mp4',
      asset_type: 'video',
      frame_rate: 25,
      frame_count: count,
      duration: count / 25,
    };
    return [row(1, 'Video', media, annotations)];
  },
  images: (count) =>
    Array.from({ length: count }, (_, image) => {
      const objects = ferries.map((_id, ferry) => objectIn(image, ferry, 'ImageBoundingBox'));
      const media = { mime_type: 'image/jpeg', asset_type: 'image' };
      return row(image, 'Image', media, { objects, classifications: [], relationships: [] });
    }),
};
