import type { Configuration } from '../../lib/configuration/configuration.ts';
import { platforms } from '../../lib/platforms/platforms.ts';

const every = Object.values(platforms);
/**
 * Files of units, of labels and of the data set, JSON and text: what the pipeline does differently. Others only take longer. By
 * their names, as a user writes them: a configuration that loads the formats would bring them into every function.
 */
const formats = { canonical: {}, coco: {}, native: {}, yolo: {} };

/**
 * The project's own configuration, for the demo, the tests and the benchmarks (condition `samples` of package.json): every
 * platform, a few formats. Two projects of each platform take labels by their stage: 4001 keeps what is exported, 4002 withdraws it.
 * What the platform does not say of texts and videos of 4003 is read from their files: for its own format, and for releases.
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
    { platform, projects: ['4001'], take: 'approved', formats },
    { platform, projects: ['4002'], take: 'submitted', onLeave: 'withdraw', formats },
    { platform, projects: ['4003'], formats: { canonical: {}, conll: {} }, needs: ['video-size', 'frames', 'rate'] },
    { platform, formats },
  ]),
};

export default configuration;
