import { describe, expect, it } from 'vitest';
import { assumptions } from '../../../cli/cost/assumptions.ts';
import { PlatformUnavailable } from '../../../lib/contracts/errors.ts';
import { completeLabel } from '../../../lib/media/complete-label.ts';
import { mediaFacts } from '../../../lib/media/media-facts.ts';
import type { MediaSource } from '../../../lib/media/media-source.ts';
import { MediaProblem } from '../../../lib/media/media-source.ts';
import { aLabel, anAnnotation } from '../../support/labels.ts';
import { mediaFile } from '../../support/media-files.ts';
import { sourceOf } from '../../support/media-sources.ts';
import { png } from '../../support/pictures.ts';

const image = { id: 'unit-1', name: 'street/1.jpg', media: 'image' } as const;
const text = { id: 'unit-1', name: 'letter.txt', media: 'text' } as const;
const word = anAnnotation({ at: { kind: 'text', ranges: [{ start: 0, end: 9 }] }, shape: undefined });
const refused = (name: string): MediaSource => ({
  name,
  read: async () => {
    throw new MediaProblem('media-refused', `${name} is not given.`);
  },
});
const unavailable: MediaSource = {
  name: 'far',
  read: async () => {
    throw new PlatformUnavailable('far gave no answer.');
  },
};

it.each([
  ['size', image, png(640, 480)],
  ['text', text, Buffer.from('Dear Anna')],
  ['duration', { ...image, media: 'audio' }, mediaFile('audio.flac')],
  ['geometry', { ...image, media: 'volume' }, mediaFile('nifti-1-sform.nii.gz')],
  ['layout', { ...image, media: 'document' }, Buffer.from('[]')],
] as const)(
  'of a file as most are, %s takes as many requests as a month is reckoned with',
  async (need, unit, bytes) => {
    const source = sourceOf(bytes);
    await mediaFacts(need, [source], unit);
    expect(source.ranges.length).toBeLessThanOrEqual(assumptions.media[need].reads);
  },
);

describe('a label', () => {
  it('has what its units lacked, and keeps what the platform said', async () => {
    const label = aLabel({ units: [image, { ...image, id: 'unit-2', width: 8, height: 6 }], annotations: [] });
    const asked: string[] = [];
    const { label: completed, unobtained } = await completeLabel(label, ['size', 'drawn-size', 'text'], ({ id }) => {
      asked.push(id);
      return [[sourceOf(png(640, 480))]];
    });
    expect(completed.units.map(({ width, height }) => [width, height])).toEqual([
      [640, 480],
      [8, 6],
    ]);
    expect(asked).toEqual(['unit-1']);
    expect(unobtained).toEqual([]);
  });

  it('has all that is needed of a unit of one reading, of what says most', async () => {
    const label = aLabel({ units: [{ id: 'unit-1', name: 'drive', media: 'video' }], annotations: [] });
    let opened = 0;
    const { label: completed } = await completeLabel(label, ['video-size', 'frames'], () => {
      opened += 1;
      return [[sourceOf(mediaFile('matroska.mkv'))]];
    });
    expect(completed.units).toMatchObject([{ width: 32, height: 24, frames: 30 }]);
    const unread = await completeLabel(label, ['video-size', 'rate', 'frames'], () => {
      opened += 1;
      return [[refused('one')]];
    });
    expect(unread.unobtained).toMatchObject([{ need: 'rate', reason: 'media-refused' }]);
    expect(opened).toBe(2);
  });

  it('has shapes in pixels where they were shares of a size that is known now', async () => {
    const shape = { kind: 'box', x: 0.5, y: 0.25, width: 0.25, height: 0.5, rotationDegrees: 0 } as const;
    const label = aLabel({
      units: [{ ...image, coordinates: 'relative' }],
      annotations: [anAnnotation({ unit: 'unit-1', shape })],
    });
    const { label: completed } = await completeLabel(label, ['drawn-size'], () => [[sourceOf(png(640, 480))]]);
    expect(completed.units).toEqual([{ ...image, width: 640, height: 480 }]);
    expect(completed.annotations[0]?.shape).toMatchObject({ x: 320, y: 120, width: 160, height: 240 });
  });

  it('is as it was where nothing of it is needed, or known', async () => {
    const label = aLabel({ units: [image], annotations: [] });
    const nowhere = () => [];
    expect(await completeLabel(label, [], nowhere)).toEqual({ label, unobtained: [] });
    expect(await completeLabel(label, ['drawn-size', 'size'], nowhere)).toEqual({ label, unobtained: [] });
  });

  it('takes the first place that has it', async () => {
    const label = aLabel({ units: [image], annotations: [] });
    const places = [[refused('one')], [unavailable], [sourceOf(png(3, 2))], [refused('never asked')]] as const;
    const { label: completed } = await completeLabel(label, ['size'], () => places);
    expect(completed.units[0]).toMatchObject({ width: 3, height: 2 });
  });

  it('says of each place why it does not have it', async () => {
    const label = aLabel({ units: [image], annotations: [] });
    const { unobtained } = await completeLabel(label, ['size'], () => [[refused('one')], [refused('two')]]);
    const message = 'one is not given. two is not given.';
    expect(unobtained).toEqual([{ unit: 'unit-1', need: 'size', reason: 'media-refused', message }]);
  });

  it('is completed later where a place does not answer and no other has it', async () => {
    const label = aLabel({ units: [image], annotations: [] });
    const completed = completeLabel(label, ['size'], () => [[unavailable], [refused('two')]]);
    await expect(completed).rejects.toMatchObject({ name: 'PlatformUnavailable', retryable: true });
  });

  it('does not take a text that ends before what is marked in it', async () => {
    const label = aLabel({ units: [text], annotations: [word], categories: [{ name: 'car', kind: 'classification' }] });
    const from = (content: string) => completeLabel(label, ['text'], () => [[sourceOf(content)]]);
    expect((await from('Dear Anna')).label.units[0]).toMatchObject({ text: 'Dear Anna' });
    expect((await from('Dear')).unobtained).toMatchObject([{ need: 'text', reason: 'media-unreadable' }]);
  });

  it.each([
    ['is not UTF-8', Buffer.from([0xff, 0xfe, 0x41]), 'media-unreadable'],
    ['is ASCII in UTF-16 without a mark', Buffer.from('Dear Anna', 'utf16le'), 'media-unreadable'],
    ['is Latin-1', Buffer.from('Grüße', 'latin1'), 'media-unreadable'],
    ['is longer than a label may be', Buffer.alloc(12 * 1024 * 1024 + 1, 0x41), 'media-too-large'],
  ])('does not take a text that %s', async (_what, content, reason) => {
    const label = aLabel({ units: [text], annotations: [] });
    const { unobtained } = await completeLabel(label, ['text'], () => [[sourceOf(content)]]);
    expect(unobtained).toMatchObject([{ reason }]);
  });

  it('has a text without its byte order mark', async () => {
    const label = aLabel({ units: [text], annotations: [] });
    const { label: completed } = await completeLabel(label, ['text'], () => [[sourceOf('\ufeffDear Anna')]]);
    expect(completed.units[0]?.text).toBe('Dear Anna');
  });
});
