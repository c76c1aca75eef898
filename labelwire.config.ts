import type { Configuration } from './lib/configuration/configuration.ts';

/** What is exported, from where, in which formats. `npx labelwire config check` finds what is wrong with it. */
const configuration: Configuration = {
  platforms: {
    encord: {}, // the US region: { apiUrl: 'https://api.us.encord.com' }
    labelbox: {},
    'label-studio': { apiUrl: 'https://app.humansignal.com' }, // the address of your own server
    // Two accounts of one platform have names of your own: 'studio-berlin': { platform: 'label-studio', apiUrl: '…' }
  },
  routes: [
    // The first route that fits a project wins. Add `projects: ['…']` or `events: ['…']` to narrow one down, and
    // `take: 'approved'` for labels whose review is over (docs/guide/only-approved.md).
    { platform: 'encord', formats: { canonical: {}, native: {}, coco: {}, yolo: { task: 'detect' } } },
    { platform: 'labelbox', formats: { canonical: {}, native: {}, coco: {}, yolo: { task: 'detect' } } },
    { platform: 'label-studio', formats: { canonical: {}, native: {}, coco: {}, yolo: { task: 'detect' } } },
  ],
};

export default configuration;
