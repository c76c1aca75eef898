import type { Configuration } from '../../lib/configuration/configuration.ts';
import { liveFormats } from '../../lib/formats/formats.ts';
import { platforms } from '../../lib/platforms/platforms.ts';

const every = Object.values(platforms);
const everyFormat = Object.fromEntries(liveFormats.map(({ id }) => [id, {}]));

/**
 * The project's own configuration, for the demo, the tests and the benchmarks (condition `samples` of package.json): every
 * platform, every format that a route takes. Two projects of each platform take labels by their stage: 4001 keeps what is exported, 4002 withdraws it.
 * labelwire.config.ts belongs to the user.
 */
const configuration: Configuration = {
  platforms: Object.fromEntries(
    every.map(({ id, api, reviewsAreOptional: reviews }) => [
      id,
      { ...(api.url ? {} : { apiUrl: `https://${id}.labelwire.example` }), ...(reviews ? { reviews } : {}) },
    ]),
  ),
  routes: every.flatMap(({ id: platform }) => [
    { platform, projects: ['4001'], take: 'approved', formats: everyFormat },
    { platform, projects: ['4002'], take: 'submitted', onLeave: 'withdraw', formats: everyFormat },
    { platform, formats: everyFormat },
  ]),
};

export default configuration;
