import { expect, it } from 'vitest';
import { checkConfiguration } from '../../../lib/configuration/check-configuration.ts';
import { chosenFormats, formatsFor } from '../../../lib/configuration/chosen-formats.ts';
import type { Configuration, Route } from '../../../lib/configuration/configuration.ts';

const routeWith = (formats: Record<string, unknown>): Route => ({ platform: 'encord', formats }) as Route;
const configurationWith = (formats: Record<string, unknown>): Configuration => ({
  platforms: { encord: {} },
  routes: [routeWith(formats)],
});

it('come in one order, whatever order the route names them in, with their options read', () => {
  const chosen = chosenFormats(routeWith({ yolo: {}, canonical: {} }));
  expect(chosen.map(({ format, options }) => [format.id, options])).toEqual([
    ['canonical', {}],
    ['yolo', { task: 'detect' }],
  ]);
});

it.each([
  ['an unknown format', { yolov5: {} }, /"yolov5" is no format\. Known: .*yolo/],
  ['a name every object has', { constructor: {} }, /"constructor" is no format/],
  ['an unknown option', { yolo: { tusk: 'detect' } }, /the options of yolo: .*unknown keys: tusk/],
  ['a wrong option', { yolo: { task: 'guess' } }, /the options of yolo: task expected "detect", found another string/],
  ['options that are none', { yolo: 7 }, /the options of yolo: the document expected object, found number/],
  ['no format at all', {}, /a route of encord names no format/],
])('are refused with %s', (_what, formats, message) => {
  const refusal = expect.objectContaining({ name: 'InvalidConfiguration', message: expect.stringMatching(message) });
  expect(() => chosenFormats(routeWith(formats))).toThrow(refusal);
  expect(() => checkConfiguration(configurationWith(formats))).toThrow(refusal);
});

it('say so for an event that outlived its route', () => {
  const configuration = configurationWith({ yolo: {} });
  expect(formatsFor(configuration, { platform: 'encord', project: 'a' })).toHaveLength(1);
  expect(() => formatsFor(configuration, { platform: 'labelbox', project: 'a' })).toThrow(
    expect.objectContaining({
      name: 'InvalidConfiguration',
      message: 'labelwire.config.ts has no route for project a of labelbox any more.',
    }),
  );
});
