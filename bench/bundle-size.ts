import { sizeOf } from '../build.ts';
import { bundledReceiver } from './bundled-receiver.ts';
import type { Benchmark } from './measurement.ts';

export const bundleSize: Benchmark = async () => {
  const { coldStart, onDemand } = sizeOf(await bundledReceiver());
  return [
    { name: 'bundle-size/at-start', value: coldStart, unit: 'bytes', goal: { atMost: 60_000 } },
    { name: 'bundle-size/on-demand', value: onDemand, unit: 'bytes' },
  ];
};
