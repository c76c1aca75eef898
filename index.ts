/** `labelwire`: what a configuration with formats and platforms of your own is made of. */

/** What the `Options` of a format are written with, of the version that Labelwire runs with: https://zod.dev/packages/mini */
export * as z from 'zod/mini';
export {
  type Configuration,
  type ConnectionSettings,
  defineConfig,
  type Route,
  type ScheduledRelease,
} from './config.ts';
export * from './lib/contracts/errors.ts';
export * from './lib/formats/format.ts';
export { unitPaths } from './lib/formats/unit-path.ts';
export * from './lib/label/label.ts';
export * from './lib/platforms/platform.ts';
