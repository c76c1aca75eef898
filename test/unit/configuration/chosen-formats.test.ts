import { expect, it } from 'vitest';
import * as z from 'zod/mini';
import { chosenFormats, formatsFor, readsDocument } from '../../../lib/configuration/chosen-formats.ts';
import type { Configuration, Route } from '../../../lib/configuration/configuration.ts';
import { defineFormat, everything } from '../../../lib/formats/format.ts';

const routeWith = (formats: Record<string, unknown>): Route => ({ platform: 'encord', formats });
const configurationWith = (formats: Record<string, unknown>): Configuration => ({
  platforms: { encord: {} },
  routes: [routeWith(formats)],
});

it('formats come in one order, whatever order the route names them in, with their options read', () => {
  const chosen = chosenFormats(routeWith({ yolo: {}, canonical: {} }), {});
  expect(chosen.map(({ format, options }) => [format.id, options])).toEqual([
    ['canonical', {}],
    ['yolo', { task: 'detect', shapes: 'hull', keypoints: 17, frames: 'none' }],
  ]);
});

it('a list of options is as many trees of one format', () => {
  const chosen = chosenFormats(routeWith({ yolo: [{ shapes: 'boxes' }, {}] }), {});
  expect(chosen.map(({ format, options }) => [format.nameOf(options), format.rootOf(options)])).toEqual([
    ['yolo-boxes', 'exports/yolo-boxes'],
    ['yolo', 'exports/yolo'],
  ]);
});

it('a word that is not an option does not compile, alone or in a list', () => {
  const routes: Route[] = [
    { platform: 'encord', formats: { yolo: [{ shapes: 'hull' }, { shapes: 'boxes' }], coco: {} } },
    // @ts-expect-error
    { platform: 'encord', formats: { yolo: { shapes: 'hulls' } } },
    // @ts-expect-error
    { platform: 'encord', formats: { yolo: [{ shapes: 'hull' }, { shapes: 'box' }] } },
  ];
  expect(routes).toHaveLength(3);
});

const ours = defineFormat({
  id: 'ours',
  title: 'Ours',
  specification: 'https://example.com',
  Options: z.strictObject({}),
  holds: everything,
  write: () => ({ files: [], omitted: [] }),
});

it('a format of the user’s own is chosen like those of Labelwire, after them', () => {
  const chosen = chosenFormats(routeWith({ ours: {}, yolo: {} }), { formats: [ours] });
  expect(chosen.map(({ format }) => format.id)).toEqual(['yolo', 'ours']);
});

it.each([
  ['an unknown format', { yolov5: {} }, /"yolov5" is not a format\. Formats: .*yolo/],
  ['a name every object has', { constructor: {} }, /"constructor" is not a format/],
  ['an unknown option', { yolo: { tusk: 'detect' } }, /the options of yolo: .*unknown keys: tusk/],
  [
    'options that are not an object',
    { yolo: 7 },
    /the options of yolo: the document must be an object, but is a number/,
  ],
])('a route with %s is refused', (_what, formats, message) => {
  const refusal = expect.objectContaining({ name: 'InvalidConfiguration', message: expect.stringMatching(message) });
  expect(() => chosenFormats(routeWith(formats), {})).toThrow(refusal);
});

it('the document of the platform is read by native, and by a format of the user’s own that does not say otherwise', () => {
  const isRead = (formats: Record<string, unknown>, own = ours, connection = 'encord') =>
    readsDocument({ ...configurationWith(formats), formats: [own] }, { connection, project: 'a' });
  expect(isRead({ canonical: {}, coco: {}, yolo: {} })).toBe(false);
  expect(isRead({ canonical: {}, native: {} })).toBe(true);
  expect(isRead({ ours: {} })).toBe(true);
  expect(isRead({ ours: {} }, { ...ours, readsDocument: false })).toBe(false);
  expect(isRead({ coco: {} }, ours, 'without-a-route')).toBe(true);
});

it('an event that outlived its route is refused with what to do', () => {
  const configuration = configurationWith({ yolo: {} });
  expect(formatsFor(configuration, { connection: 'encord', project: 'a' })).toHaveLength(1);
  expect(() => formatsFor(configuration, { connection: 'labelbox', project: 'a' })).toThrow(
    expect.objectContaining({
      name: 'InvalidConfiguration',
      message:
        'labelwire.config.ts has no route for project a of labelbox any more. Add one and deploy, or purge this letter.',
    }),
  );
});
