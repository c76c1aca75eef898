/** `labelwire/testing`: the contract suites, for formats and platforms of your own. */
export { definePlatformTesting } from '../../../lib/platforms/testing.ts';
export { formatSuite } from './format-suite.ts';
export { platformSuite } from './platform-suite.ts';
