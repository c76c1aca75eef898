import { describe, expect, it } from 'vitest';
import { formats } from '../../../lib/formats/formats.ts';
import type { Annotation, Label } from '../../../lib/label/label.ts';
import { aLabel, anAnnotation } from '../../support/labels.ts';
import { written } from './pitfalls/written.ts';

const drive: Label['units'][number] = {
  id: 'unit-1',
  name: 'drive.mp4',
  media: 'video',
  width: 64,
  height: 48,
  framesPerSecond: 25,
  durationMs: 400,
};
const box = { kind: 'box' as const, x: 1, y: 1, width: 4, height: 4, rotationDegrees: 0 };
const inFrame = (frame: number): Annotation => anAnnotation({ at: { kind: 'frame', frame }, shape: box });

function lengthOf(facts: object, annotations: Annotation[] = [inFrame(0)], more: Partial<Label> = {}) {
  const label = aLabel({ units: [{ ...drive, ...facts }], annotations, ...more });
  const { texts, omitted } = written('mot', label);
  const length = /seqLength=(\d+)/.exec(texts['drive/seqinfo.ini'] ?? '')?.[1];
  return length ?? omitted.map(({ code }) => code).join();
}

describe('a video of which nobody says how many frames it has', () => {
  it.each([
    ['its length times its rate', {}, '10'],
    ['that, though both are rounded', { framesPerSecond: 29.97, durationMs: 10_010 }, '300'],
  ])('has %s', (_what, facts, frames) => {
    expect(lengthOf(facts)).toBe(frames);
  });

  it.each([
    ['no whole number of frames', { durationMs: 420 }],
    ['no length', { durationMs: undefined }],
    ['a length of nothing', { durationMs: 0.1 }],
  ])('is left out with %s', (_what, facts) => {
    expect(lengthOf(facts)).toContain('frames-unknown');
  });

  it('is left out where the label marks a later frame than it would have', () => {
    expect(lengthOf({}, [inFrame(9)])).toBe('10');
    expect(lengthOf({}, [inFrame(10)])).toContain('frames-unknown');
    const at: Annotation['at'] = { kind: 'frames', ranges: [{ start: 3, end: 11 }] };
    const rain = anAnnotation({ id: 'r', at, shape: undefined, category: 'rain', categoryKind: 'classification' });
    const categories: Label['categories'] = [
      { name: 'car', kind: 'object' },
      { name: 'rain', kind: 'classification' },
    ];
    expect(lengthOf({}, [inFrame(0), rain], { categories })).toContain('frames-unknown');
  });
});

it('a format that does not need the number does not make one up', () => {
  const label = aLabel({ units: [drive], annotations: [inFrame(0)] });
  const { files } = written('canonical', label);
  expect(JSON.parse(Buffer.from(files[0]?.bytes ?? '').toString('utf8')).units[0]).not.toHaveProperty('frames');
  expect(formats.canonical.needsOf({})).toEqual([]);
});
