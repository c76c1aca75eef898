import { expect, it } from 'vitest';
import { aLabel, anAnnotation } from '../../../support/labels.ts';
import { box, written } from '../pitfalls/written.ts';

it('a video whose masks have more runs than memory holds has no file', () => {
  const frames = [{ start: 0, end: 900 }];
  const label = aLabel({
    units: [{ id: 'unit-1', name: 'a.mp4', media: 'video', width: 10_000, height: 100, frames: 900 }],
    annotations: [anAnnotation({ track: 'wide', at: { kind: 'frame', frame: 0 }, shape: box({ width: 5000 }) })],
    tracks: [{ id: 'wide', unit: 'unit-1', frames, interpolation: 'linear' }],
  });
  const { files, omitted } = written('youtube-vis', label);
  expect(files).toEqual([]);
  expect(omitted).toEqual([{ code: 'too-many-frames', unit: 'unit-1', detail: 'masks' }]);
});
