type Json = Record<string, unknown>;

export const occurredAt = '2026-05-04T11:00:00.000Z';

/** One result on a picture of 640 × 480. */
export const aResult = (parts: Json): Json => ({
  id: 'region-1',
  from_name: 'box',
  to_name: 'image',
  type: 'rectanglelabels',
  original_width: 640,
  original_height: 480,
  image_rotation: 0,
  value: { x: 10, y: 20, width: 30, height: 40, rotation: 0, rectanglelabels: ['Car'] },
  ...parts,
});

export const aTask = (result: unknown, { annotation = {}, ...task }: Json & { annotation?: Json } = {}): Json => ({
  id: 501,
  data: { image: 'https://images.example.com/1.jpg' },
  project: 12,
  annotations: [
    {
      id: 9001,
      result,
      updated_at: '2026-05-04T09:30:00.654321Z',
      created_at: '2026-05-04T09:12:00.123456Z',
      ...annotation,
    },
  ],
  ...task,
});

export const imageConfig =
  '<View><Image name="image" value="$image"/><RectangleLabels name="box" toName="image"><Label value="Car"/></RectangleLabels></View>';
