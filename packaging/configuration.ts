import { pathToFileURL } from 'node:url';
import { configurationFile } from '../cli/load-configuration.ts';

/** `#configuration` of the package, for functions that run unbundled, on one machine: the file of the folder that is called in. */
const { default: configuration } = await import(pathToFileURL(configurationFile).href);
export default configuration;
