import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import platform from '../../../../lib/platforms/encord/index.ts';
import testing from '../../../../lib/platforms/encord/testing.ts';
import type { FetchedDocument } from '../../../../lib/platforms/platform.ts';
import type { Json } from '../../../../lib/platforms/testing.ts';
import { foldersIn, readJson, readJsonIfThere, root } from '../../../support/examples.ts';
import { normalise } from './label-rows.ts';

const examples = join(root, 'lib', 'platforms', 'encord', 'examples', 'labels');

/** An answer that names a place is about something in the label; others may have been left behind by a deletion. */
const placedHashesIn = (answers: unknown): string[] =>
  Object.entries((answers ?? {}) as Readonly<Record<string, Json>>).flatMap(([hash, { range, spaces }]) =>
    Array.isArray(range) || Object.keys(spaces ?? {}).length > 0 ? [hash] : [],
  );

it.each(foldersIn(examples))('the example %s has every object and classification of its document', (name) => {
  const document = readJson(join(examples, name, 'document.json')) as Json;
  const { annotations } = normalise(document, readJsonIfThere(join(examples, name, 'ontology.json')));
  const held = new Set(annotations.flatMap(({ id, track }) => [id, track]));
  const ids = [
    ...testing.idsIn(document),
    ...placedHashesIn(document.object_answers),
    ...placedHashesIn(document.classification_answers),
  ];
  expect(ids.filter((id) => !held.has(id))).toEqual([]);
});

it('the hashes of a document are those of its objects and classifications that are not deleted', () => {
  const document = {
    data_units: {
      u: {
        labels: {
          0: { objects: [{ objectHash: 'a' }, { objectHash: 'b', isDeleted: true }] },
          1: { classifications: [{ classificationHash: 'c' }] },
        },
      },
    },
    spaces: { s: { labels: { objects: [{ objectHash: 'd' }] } } },
    object_answers: { e: { objectHash: 'e' } },
  };
  expect(testing.idsIn(document)).toEqual(['a', 'c', 'd']);
});

it('a label that is made has a box for each class, in pixels', () => {
  const { document, ...label } = testing.aLabel({ project: 'p', title: 'a.jpg', classes: ['car', 'bus'] });
  expect(label).toEqual({ project: 'p', label: 'label-of-p', dataUnit: 'unit-of-label-of-p', name: 'a.jpg' });
  const { annotations, units } = normalise(document);
  expect(units).toMatchObject([{ name: 'a.jpg', width: 640, height: 480 }]);
  expect(annotations.map(({ category, shape }) => [category, shape])).toEqual(
    ['car', 'bus'].map((name) => [name, { kind: 'box', x: 320, y: 120, width: 160, height: 120, rotationDegrees: 0 }]),
  );
});

it('the id of a project is a UUID, the same one for the same name', () => {
  expect(testing.projectId('streets')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(testing.projectId('streets')).toBe(testing.projectId('streets'));
  expect(testing.projectId('streets')).not.toBe(testing.projectId('roads'));
});

it('the deliveries announce one label, a stage, two labels, two data units, and nothing', () => {
  const { delivery, otherDeliveries } = testing.webhook;
  const announced = [delivery, ...otherDeliveries].map((json) =>
    platform
      .events({ headers: {}, body: Buffer.from(JSON.stringify(json)) }, new Date())
      .map(({ label, dataUnit, listing }) => [label, dataUnit, listing]),
  );
  expect(announced).toEqual([
    [['label-1', 'unit-1', undefined]],
    [[undefined, undefined, 'stage:stage-1']],
    [
      ['label-1', undefined, undefined],
      ['label-2', undefined, undefined],
    ],
    [
      [undefined, 'unit-1', undefined],
      [undefined, 'unit-2', undefined],
    ],
    [],
  ]);
});

describe('the documents for benchmarks', () => {
  const read = ({ document, ontology }: FetchedDocument) => normalise(document, ontology);

  it('a video has three cars in each frame', () => {
    expect(testing.benchmark.video(4).map(read)).toMatchObject([{ annotations: { length: 12 } }]);
  });

  it('each of the images has three cars and a label of its own', () => {
    const labels = testing.benchmark.images(3).map(read);
    expect(labels.map(({ annotations }) => annotations.length)).toEqual([3, 3, 3]);
    expect(new Set(labels.map(({ source }) => source.label)).size).toBe(3);
  });
});
