import type { Configuration } from './lib/configuration/configuration.ts';

/** What is exported, from where, in which formats. A wrong word fails the build, not a label. */
export default {
  platforms: {
    encord: {}, // apiUrl: 'https://api.us.encord.com' for the US region
    labelbox: {},
    'label-studio': { apiUrl: 'https://app.humansignal.com' }, // there is no default: write your own server's address here
  },
  routes: [
    // The first route that fits a project wins. Add `projects: ['…']` or `events: ['…']` to narrow one down.
    { platform: 'encord', formats: { canonical: {}, native: {}, coco: {}, yolo: { task: 'detect' } } },
    { platform: 'label-studio', formats: { canonical: {}, native: {}, coco: {}, yolo: { task: 'detect' } } },
    { platform: 'labelbox', formats: { canonical: {}, native: {}, coco: {}, yolo: { task: 'detect' } } },
  ],
} satisfies Configuration;
