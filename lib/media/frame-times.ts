/** Pixels as a player shows them: square, and turned. What a file does not say for certain is absent. */
export type VideoFacts = { readonly width: number; readonly height: number } & Partial<FrameTimes>;

/** `size` alone, or how many frames there are and when, too. */
export type WantedFacts = 'size' | 'frames';

/** What the times of its frames say of a video; no rate where they are not evenly spaced, as a guessed one would let frames drift. */
export type FrameTimes = { readonly frames: number; readonly framesPerSecond?: number };

/** As coarse as a clock may be: a frame lasts as many ticks. */
const fewestTicks = 8;

/** Times at which frames are shown, in any order, in ticks of which there are `ticksPerSecond`. */
export function frameTimes(times: Float64Array, ticksPerSecond: number): FrameTimes {
  const frames = times.length;
  if (frames < 2) return { frames };
  times.sort();
  const [first = 0, second = 0] = times;
  const ticks = ((times[frames - 1] ?? 0) - first) / (frames - 1);
  // A clock in milliseconds cannot say 29.97 frames a second: each time is rounded, and none is off by more than that.
  const rounding = second - first === ticks || ticks < fewestTicks ? 0 : 1;
  const isEven = times.every((time, index) => Math.abs(time - first - index * ticks) <= rounding);
  return isEven && ticks > 0 ? { frames, framesPerSecond: ticksPerSecond / ticks } : { frames };
}
