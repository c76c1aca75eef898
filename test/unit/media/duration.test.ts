import fc from 'fast-check';
import { expect, it } from 'vitest';
import { durationFacts } from '../../../lib/media/duration.ts';
import { MediaProblem } from '../../../lib/media/media-source.ts';
import { mediaFile, sourceOf, watchedFile } from '../../support/media-files.ts';
import { propertyRuns } from '../../support/property-runs.ts';

it.each(['audio.wav', 'audio.flac', 'audio.ogg'])('half a second of %s is 500 ms', async (name) => {
  expect(await durationFacts(watchedFile(name))).toEqual({ durationMs: 500 });
});

// Frames of 72 and of 128 ms at 8 kHz, and those that an encoder puts before and after.
it.each([
  ['audio.mp3', 648],
  ['no-header.mp3', 648],
  ['audio.m4a', 628],
])('half a second of %s is what its frames last: %i ms', async (name, durationMs) => {
  expect((await durationFacts(watchedFile(name))).durationMs).toBeCloseTo(durationMs, 0);
});

it('a file whose size is not known is read to its end', async () => {
  const { bytes: _, ...source } = watchedFile('audio.ogg');
  expect(await durationFacts(source)).toEqual({ durationMs: 500 });
});

it.each([
  ['a text', Buffer.from('car, 1, 2, 3, 4\n'.repeat(100))],
  ['nothing', Buffer.alloc(0)],
  ['a header alone', mediaFile('audio.ogg').subarray(0, 20)],
])('%s is refused', async (_what, bytes) => {
  await expect(durationFacts(sourceOf(bytes))).rejects.toThrow(MediaProblem);
});

it('is a length or a problem of the medium, whatever is in the bytes', async () => {
  const files = ['audio.wav', 'audio.mp3', 'audio.ogg', 'audio.m4a'].map(mediaFile);
  const change = fc.tuple(fc.nat({ max: 900 }), fc.nat({ max: 255 }));
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...files), fc.array(change, { maxLength: 8 }), async (file, changes) => {
      const bytes = Buffer.from(file);
      for (const [place, value] of changes) if (place < bytes.length) bytes[place] = value;
      const facts = await durationFacts(sourceOf(bytes)).catch((problem: unknown) => problem);
      if (facts instanceof Error) expect(facts).toBeInstanceOf(MediaProblem);
      else expect(facts).toEqual({ durationMs: expect.any(Number) });
    }),
    { numRuns: propertyRuns(40) },
  );
});
