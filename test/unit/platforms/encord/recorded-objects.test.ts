import { describe, expect, it } from 'vitest';
import { answer, at, cuboid, invalid, type Json, normalise, scene } from './label-rows.ts';

describe('a continuous scene', () => {
  const second = 1_000_000_000;
  const continuous = (labels: Json, parts: Json = {}) => scene(labels, { scene: { isContinuous: true }, ...parts });
  const gone = () =>
    cuboid({ event: 'delete', cuboid: { position: [0, 0, 0], orientation: [0, 0, 0], size: [0, 0, 0] } });
  const placesOf = (document: unknown) =>
    normalise(document).annotations.map(({ id, track, at: place }) => [
      id,
      track,
      place.kind === 'time' && place.ranges,
    ]);

  it('a continuous scene has its objects from one event to the next, and never the box of a delete', () => {
    const label = continuous({
      [4 * second]: at(gone()),
      [3 * second]: at(cuboid({ event: 'upsert' })),
      [2 * second]: at(gone()),
      [second]: at(cuboid({ event: 'upsert', interpolate: null })),
      0: at(gone()),
      500: at(cuboid({ interpolate: 'hold' })),
    });
    expect(placesOf(label)).toEqual([
      ['object-1#500', 'object-1', [{ start: 0.0005, end: 1000 }]],
      [`object-1#${second}`, 'object-1', [{ start: 1000, end: 2000 }]],
      [`object-1#${3 * second}`, 'object-1', [{ start: 3000, end: 4000 }]],
    ]);
    expect(normalise(label).annotations.every(({ shape }) => shape?.kind === 'cuboid' && shape.size[0] === 4)).toBe(
      true,
    );
  });

  it('an object of a continuous scene that ends and never begins is left out, and reported', () => {
    const lost = { ...gone(), objectHash: 'lost' };
    const { annotations, leftOut } = normalise(continuous({ 0: at(cuboid(), lost), [second]: at(gone()) }));
    expect(annotations).toHaveLength(1);
    expect(leftOut).toMatchObject([{ id: 'lost', code: 'degenerate', path: 'data_units.unit-1.labels.0.objects[1]' }]);
  });

  it('an object of a continuous scene is divided where its answers change', () => {
    const actions = [{ ...answer('Note', 'n', 'slow'), range: [[second, 2 * second - 1]] }];
    const { annotations } = normalise(
      continuous({ 0: at(cuboid()), [3 * second]: at(gone()) }, { object_actions: { 'object-1': { actions } } }),
    );
    expect(
      annotations.map(({ at: place, attributes }) => [place.kind === 'time' && place.ranges[0], attributes.length]),
    ).toEqual([
      [{ start: 0, end: 1000 }, 0],
      [{ start: 1000, end: 2000 }, 1],
      [{ start: 2000, end: 3000 }, 0],
    ]);
  });

  it('a continuous scene has classifications over stretches of time', () => {
    const answers = {
      c: { featureHash: 'f', classifications: [answer('Road', 'r', 'wet')], range: [[0, second - 1]] },
    };
    expect(placesOf(continuous({}, { classification_answers: answers }))).toEqual([
      ['c', undefined, [{ start: 0, end: 1000 }]],
    ]);
  });

  it.each<[string, Json, string[]]>([
    ['an object without end', { 0: at(cuboid()) }, ['labels.0.objects[0]', 'never ends']],
    ['an unknown event', { 0: at(cuboid({ event: 'move' })), 9: at(gone()) }, ['labels.0.objects[0].event', 'upsert']],
    ['an unknown way in between', { 0: at(cuboid({ interpolate: 'linear' })), 9: at(gone()) }, ['interpolate', 'hold']],
  ])('a continuous scene with %s is refused', (_what, labels, message) => {
    expect(() => normalise(continuous(labels))).toThrow(invalid(...message));
  });
});
