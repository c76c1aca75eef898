import type { PlatformId } from '../../lib/platforms/platforms.ts';
import encord from './encord/index.ts';
import labelStudio from './label-studio/index.ts';
import labelbox from './labelbox/index.ts';
import type { SimulatedPlatform } from './simulated-platform.ts';

export const simulatedPlatforms: { readonly [Id in PlatformId]: SimulatedPlatform } = {
  encord,
  'label-studio': labelStudio,
  labelbox,
};
