import { definePlatform } from '../../lib/platforms/platform.ts';

/** A platform that is asked, and does nothing else. */
export const thePlatform = definePlatform({
  id: 'the-platform',
  title: 'The platform',
  documentation: 'https://platform.example.com/docs',
  api: { url: 'https://api.platform.example.com/', hosts: ['files.platform.example.com'] },
  authentication: 'signature',
  verify: () => {},
  events: () => [],
  reader: () => Promise.reject(new Error('not read here')),
  setup: () => Promise.reject(new Error('not set up here')),
  savedDocuments: () => Promise.reject(new Error('no documents here')),
  testing: () => Promise.reject(new Error('no tests here')),
});
