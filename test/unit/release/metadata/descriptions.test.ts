import { describe, expect, it } from 'vitest';
import { annotationColumns } from '../../../../lib/release/metadata/annotation-table.ts';
import { croissant, type DescribedRelease } from '../../../../lib/release/metadata/croissant.ts';
import { dataCard } from '../../../../lib/release/metadata/data-card.ts';

const release: DescribedRelease = {
  schema: 1,
  release: 'harbour-2026-05',
  createdAt: '2026-05-04T12:00:00.000Z',
  input: {
    ...{ schema: 1, release: 'harbour-2026-05', layout: 'shards', labels: 'newest', state: 'approved' },
    projects: [
      { connection: 'labelbox', project: 'harbour' },
      { connection: 'encord', project: 'quay|# [x](http://evil)\n<script>' },
    ],
    formats: [{ id: 'yolo', options: { shapes: 'boxes' } }, { id: 'coco' }],
    split: {
      shares: [
        { name: 'train', share: 0.8 },
        { name: 'val', share: 0.2 },
      ],
    },
  },
  ...{ run: 'run', writtenBy: '0.1.0', labels: 12_000, images: 11_900, objects: 40_000 },
  splits: [
    { split: 'train', images: 9_500, objects: { boat: 32_000, constructor: 1 } },
    { split: 'val', images: 2_400, objects: { boat: 7_999 } },
  ],
  classes: ['boat', 'constructor', 'a | b', 'toString'],
  conflicts: [{ class: 'boat', differs: 'color' }],
  moved: { count: 2, labels: [] },
  refused: { count: 0, labels: [] },
  leftOut: { consensus: 100, notGroundTruth: 0, state: 0, notListed: 0 },
  renamed: 0,
  omitted: [{ format: 'yolo', code: 'size-unknown', count: 3 }],
};

describe('the data card', () => {
  it('says what is in the release, where it is from, and what is not in it', () => {
    expect(dataCard(release)).toMatchInlineSnapshot(`
      "# harbour-2026-05

      Frozen on 2026-05-04 by Labelwire 0.1.0: what is in it never changes.

      - labels: 12,000
      - images: 11,900
      - objects: 40,000
      - classes: 4

      What labels look like: [preview.html](preview.html) has drawings of some units of each split.

      ## Sources

      - project harbour of labelbox
      - project quay&#124;&#35; &#91;x&#93;(http://evil) &#60;script&#62; of encord
      - taken: the newest label of each unit, at least approved
      - split by the group of each unit: train 0.8, val 0.2

      ## Formats

      - yolo, options &#123;"shapes":"boxes"&#125;
      - coco

      ## Images and objects

      | Number | Class | train | val |
      | ---: | --- | ---: | ---: |
      |  | images | 9,500 | 2,400 |
      | 0 | boat | 32,000 | 7,999 |
      | 1 | constructor | 1 | 0 |
      | 2 | a &#124; b | 0 | 0 |
      | 3 | toString | 0 | 0 |

      ## What is not in it

      - labels of a unit of which another label is in it: 100
      - labels that changed or were deleted while the release was built (release.json names them): 2
      - yolo has no place for: size-unknown (3)
      - boat has another color in another label
      "
    `);
  });

  it('says so where nothing was left out', () => {
    const whole = { ...release, moved: { count: 0, labels: [] }, omitted: [], conflicts: [] };
    const leftOut = { consensus: 0, notGroundTruth: 0, state: 0, notListed: 0 };
    expect(dataCard({ ...whole, leftOut })).toMatch(/## What is not in it\n\nNothing was left out\.\n$/);
  });
});

describe('croissant.json', () => {
  const table = { path: 'annotations.parquet', sha256: 'a'.repeat(64), bytes: 12 };
  const parsed = (...files: (typeof table)[]) => JSON.parse(croissant(release, files));

  it('names the files with their sums, and describes each column of the table', () => {
    const { distribution, recordSet, name } = parsed(table, { ...table, path: 'yolo/data.yaml' });
    expect(name).toBe('harbour-2026-05');
    expect(distribution).toMatchObject([
      {
        '@id': 'annotations.parquet',
        sha256: table.sha256,
        contentSize: '12 B',
        encodingFormat: 'application/x-parquet',
      },
      { '@id': 'yolo/data.yaml', contentUrl: 'yolo/data.yaml', encodingFormat: 'application/yaml' },
    ]);
    const fields = recordSet[0].field as { source: { extract: { column: string } } }[];
    expect(fields.map(({ source }) => source.extract.column)).toEqual(annotationColumns.map((column) => column.name));
  });

  it('has no records without the table', () => {
    expect(parsed().recordSet).toEqual([]);
  });
});
