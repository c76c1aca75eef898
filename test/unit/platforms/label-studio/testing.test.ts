import { expect, it } from 'vitest';
import { normalise } from '../../../../lib/platforms/label-studio/document/normalise.ts';
import platform from '../../../../lib/platforms/label-studio/index.ts';
import testing from '../../../../lib/platforms/label-studio/testing.ts';

const occurredAt = '2026-05-04T12:00:00.000Z';

it('makes a label of one image with a box for each class, which the platform reads', () => {
  const project = testing.projectId('yard');
  const { label, dataUnit, document, ontology } = testing.aLabel({ project, classes: ['car', 'bus'] });
  const ref = { label, ...(dataUnit === undefined ? {} : { dataUnit }), occurredAt };
  const read = normalise({ ref, document, ontology }, project);
  expect(read.units).toEqual([expect.objectContaining({ name: '1.jpg', width: 640, height: 480 })]);
  expect(read.annotations.map(({ category, shape }) => [category, shape?.kind])).toEqual([
    ['car', 'box'],
    ['bus', 'box'],
  ]);
  expect(testing.idsIn(document)).toEqual(read.annotations.map(({ id }) => id));
});

it('makes the same ids for the same names, and others for other names', () => {
  const project = testing.projectId('yard');
  expect(testing.projectId('yard')).toBe(project);
  expect(testing.aLabel({ project })).toEqual(testing.aLabel({ project }));
  expect(testing.aLabel({ project, label: 'b' }).label).not.toBe(testing.aLabel({ project, label: 'a' }).label);
});

it('has deliveries that announce one label, none, and several', () => {
  const { delivery, otherDeliveries } = testing.webhook;
  const counts = [delivery, ...otherDeliveries].map((json) => {
    const body = Buffer.from(JSON.stringify(json));
    return platform.events({ headers: {}, body }, new Date(occurredAt)).length;
  });
  expect(counts).toEqual([1, 0, 2, 1]);
});
