// One line a platform, in alphabetical order; the name is its id. The folder list is checked against this file by test.
export { default as encord } from './encord/index.ts';
export { default as 'label-studio' } from './label-studio/index.ts';
export { default as labelbox } from './labelbox/index.ts';
