import type { PlatformTesting } from '../../testing.ts';

const project = '12';
const changed = '2026-05-04T09:30:00.654321Z';
const cars = ['first', 'second', 'third'];

const config = (media: string) => ({
  label_config: `<View>${media}<Labels name="kind" toName="media"><Label value="Car" background="#944BFF"/></Labels></View>`,
});
const images = config(
  '<Image name="media" value="$media"/><RectangleLabels name="box" toName="media"><Label value="Car"/></RectangleLabels>',
);
const videos = config('<Video name="media" value="$media" frameRate="25"/><VideoRectangle name="box" toName="media"/>');

const place = (step: number, car: number) => ({
  x: 10 + step / 100,
  y: 20 + car * 20,
  width: 8.59,
  height: 9.86,
  rotation: 0,
});

function task(number: number, ontology: object, media: string, result: readonly object[]) {
  const document = {
    id: number,
    data: { media: `https://example.com/${number}.${media}` },
    meta: {},
    created_at: '2026-04-30T08:00:00.000000Z',
    updated_at: changed,
    project: 12,
    annotations: [
      {
        id: number,
        result,
        completed_by: 7,
        was_cancelled: false,
        ground_truth: false,
        created_at: changed,
        updated_at: changed,
        lead_time: 12.5,
        task: number,
        project: 12,
      },
    ],
    predictions: [],
  };
  const ref = { label: String(number), dataUnit: String(number), occurredAt: changed };
  return { document, ontology, ref };
}

/** Three cars with a key frame in each frame of a video, and three on each image. */
export const benchmark: PlatformTesting['benchmark'] = {
  project,
  video(frames) {
    const regions = cars.map((id, car) => ({
      id,
      from_name: 'box',
      to_name: 'media',
      type: 'videorectangle',
      origin: 'manual',
      value: {
        framesCount: frames,
        duration: frames / 25,
        labels: ['Car'],
        sequence: Array.from({ length: frames }, (_, frame) => ({
          frame: frame + 1,
          enabled: true,
          time: (frame + 1) / 25,
          ...place(frame, car),
        })),
      },
    }));
    return [task(1, videos, 'mp4', regions)];
  },
  images: (count) =>
    Array.from({ length: count }, (_, image) => {
      const regions = cars.map((id, car) => ({
        id,
        from_name: 'box',
        to_name: 'media',
        type: 'rectanglelabels',
        origin: 'manual',
        original_width: 1280,
        original_height: 720,
        image_rotation: 0,
        value: { ...place(image, car), rectanglelabels: ['Car'] },
      }));
      return task(image, images, 'jpg', regions);
    }),
};
