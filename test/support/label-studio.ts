import type { Label } from '../../lib/label/label.ts';
import { normalise } from '../../lib/platforms/label-studio/document/normalise.ts';

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

/** Results → the label, read with a configuration. */
export const labelOf = (results: unknown, config = imageConfig, more: Json & { annotation?: Json } = {}): Label =>
  normalise(
    { ref: { label: undefined, occurredAt }, document: aTask(results, more), ontology: { label_config: config } },
    '12',
  );

/** The message of the refusal; fails the test when there is none, or it is no InvalidLabel. */
export function refusalOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if ((error as Error).name === 'InvalidLabel') return (error as Error).message;
    throw error;
  }
  throw new Error('It was not refused.');
}
