import type { Configuration } from '../../lib/configuration/configuration.ts';
import { formats } from '../../lib/formats/formats.ts';
import { platforms } from '../../lib/platforms/platforms.ts';

const every = Object.values(platforms);

/**
 * The project's own configuration, for the demo, the tests and the benchmarks (condition `samples` of package.json): every
 * platform, every format. labelwire.config.ts belongs to the user.
 */
const configuration: Configuration = {
  platforms: Object.fromEntries(
    every.map(({ id, api }) => [id, api.url ? {} : { apiUrl: `https://${id}.labelwire.example` }]),
  ),
  routes: every.map(({ id }) => ({
    platform: id,
    formats: Object.fromEntries(Object.keys(formats).map((format) => [format, {}])),
  })),
};

export default configuration;
