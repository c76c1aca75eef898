import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Format, Holdings, Omission } from '../../../lib/formats/format.ts';
import { unitPaths } from '../../../lib/formats/unit-path.ts';
import { type Annotation, categoryKindOf, Label } from '../../../lib/label/label.ts';
import { deepFreeze } from '../../support/deep-freeze.ts';
import { filesBelow, foldersIn, readJson, readJsonIfThere } from '../../support/examples.ts';
import { anyLabel } from '../../support/labels.ts';
import { anyLabelOfAnyMedia } from '../../support/labels-of-any-media.ts';
import { propertyRuns } from '../../support/property-runs.ts';
import { expectGoldenFile } from './golden-file.ts';

const objectClasses = (label: Label): string[] =>
  label.categories.filter(({ kind }) => kind === 'object').map(({ name }) => name);
const numbered = (names: readonly string[]) => new Map(names.map((name, number) => [name, number]));

/** As of a platform that says nothing of its units but their names. */
const withoutFacts = (label: Label): Label => ({
  ...label,
  units: label.units.map(({ id, name, media, group }) => ({ id, name, media, group })),
});

/**
 * What every format has to do, as tests: call it in a test file of vitest, with the folder of the format's examples
 * (`<case>/label.json`; see an existing format's). `vitest -u` writes the expected files and omissions, which you then read.
 */
export function formatSuite(format: Format, examples: string): void {
  describe(`the format ${format.id}`, () => {
    const cases = foldersIn(examples);

    it('has at least three examples, one of them of a label with no annotations', () => {
      expect(cases.length).toBeGreaterThanOrEqual(3);
      expect(
        cases.some((name) => (readJson(join(examples, name, 'label.json')) as Label).annotations.length === 0),
      ).toBe(true);
    });

    describe.each(cases)('example %s', (name) => {
      const at = (...path: string[]) => join(examples, name, ...path);
      const label = deepFreeze(Label.parse(readJson(at('label.json'))));
      const options = deepFreeze(format.Options.parse(readJsonIfThere(at('options.json')) ?? {}));
      const names = (readJsonIfThere(at('classes.json')) as string[] | undefined) ?? objectClasses(label);
      const context = {
        classes: numbered(names),
        labelName: label.source.label,
        document: readJsonIfThere(at('document.json')),
      };
      const written = format.write(label, options, context);
      const files = [...written.files, ...format.collect(names, options)];

      it('is written as the golden files say, with the omissions they say', async () => {
        for (const file of files) expectGoldenFile(at('expected', file.path), file.bytes);
        expect(filesBelow(at('expected'))).toEqual(files.map((file) => file.path).sort());
        // As text only where it differs as JSON: `-u` then writes it, and the formatter may lay it out as it likes.
        if (!isDeepStrictEqual(readJsonIfThere(at('omitted.json')) ?? [], written.omitted)) {
          await expect(`${JSON.stringify(written.omitted, null, 2)}\n`).toMatchFileSnapshot(at('omitted.json'));
        }
      });

      it('gives the same bytes twice', () => {
        expect(format.write(label, options, context)).toEqual(written);
      });
    });

    it('refuses an option it does not know', () => {
      expect(format.Options.safeParse({ unknownOption: true }).success).toBe(false);
    });

    describe.each(format.cases.map((options) => [JSON.stringify(options), format.Options.parse(options)]))(
      'with the options %s',
      (_text, options) => {
        const contextOf = (label: Label) => ({
          classes: numbered(objectClasses(label)),
          labelName: 'label-1',
          document: {},
        });

        it('writes any label, in paths that stay inside its tree, and gives the same bytes twice', () => {
          fc.assert(
            fc.property(fc.oneof(anyLabel(), anyLabelOfAnyMedia()), (label) => {
              const written = format.write(deepFreeze(label), options, contextOf(label));
              for (const { path } of written.files) {
                expect(path).not.toMatch(/^\/|(^|\/)\.{1,2}(\/|$)|\\|\/\//);
              }
              expect(new Set(written.files.map((file) => file.path)).size).toBe(written.files.length);
              expect(format.write(label, options, contextOf(label))).toEqual(written);
            }),
            { numRuns: propertyRuns(20) },
          );
        });

        it('reads back what it wrote: files of its units, with objects of the label unless they are empty', async () => {
          const reader = await format.ownReader?.();
          if (!reader) return;
          fc.assert(
            fc.property(fc.oneof(anyLabel(), anyLabelOfAnyMedia()), (label) => {
              const { paths, sizes } = pathsAndSizes(label);
              const classes = objectClasses(label);
              for (const file of format.write(label, options, contextOf(label)).files) {
                if (file.namedAfter !== 'unit' || !reader.holdsObjects(file.path)) continue;
                const objects = reader.read(file, { classes, sizeOf: (path) => sizes.get(path) }, options);
                // A file of answers alone is not empty, and has no objects.
                const hasAnswers = label.annotations.some((any) => categoryKindOf(any) === 'classification');
                if (file.emptyUnit !== undefined || !hasAnswers)
                  expect(objects.length === 0).toBe(file.emptyUnit !== undefined);
                for (const { unit, category, categoryKind } of objects) {
                  expect(paths).toContain(unit);
                  if (categoryKind === undefined && !namesSpeakers(format.holds(options)))
                    expect(classes).toContain(category);
                }
              }
            }),
            { numRuns: propertyRuns(20) },
          );
        });

        it('never writes a unit that has objects as one that has none', () => {
          fc.assert(
            fc.property(fc.oneof(anyLabel(), anyLabelOfAnyMedia()), (label) => {
              for (const unit of label.units) {
                const filesWith = (annotations: Annotation[]) =>
                  format
                    .write({ ...label, units: [unit], annotations }, options, contextOf(label))
                    .files.filter(({ namedAfter }) => namedAfter === 'unit');
                const objects = label.annotations.filter(
                  (any) => any.unit === unit.id && categoryKindOf(any) === 'object',
                );
                const negatives = objects.length === 0 ? [] : filesWith([]);
                for (const { path, bytes, emptyFrame } of filesWith(objects)) {
                  if (emptyFrame !== undefined && !objects.some(({ at }) => isInFrame(at, emptyFrame))) continue;
                  expect(negatives.find((file) => file.path === path)?.bytes).not.toEqual(bytes);
                }
              }
            }),
            { numRuns: propertyRuns(20) },
          );
        });

        it('needs what it cannot write a unit without', () => {
          const needs = format.needsOf(options);
          fc.assert(
            fc.property(fc.oneof(anyLabel(), anyLabelOfAnyMedia()), (label) => {
              const { omitted } = format.write(withoutFacts(label), options, contextOf(label));
              const mediaOf = new Map(label.units.map(({ id, media }) => [id, media]));
              for (const { code, unit } of omitted) {
                const media = mediaOf.get(unit);
                if (code === 'size-unknown' && media === 'image')
                  expect(needs.includes('size') || needs.includes('drawn-size')).toBe(true);
                if (code === 'text-unknown' && media === 'text') expect(needs).toContain('text');
                if (code === 'size-unknown' && media === 'video') expect(needs).toContain('video-size');
                if (code === 'frames-unknown') expect(needs).toContain('frames');
                if (code === 'rate-unknown') expect(needs).toContain('rate');
                if (code === 'layout-unknown') expect(needs).toContain('layout');
                if (code === 'geometry-unknown' && media === 'volume') expect(needs).toContain('geometry');
              }
            }),
            { numRuns: propertyRuns(20) },
          );
        });

        it('reports everything that it does not hold, once, by its code', () => {
          fc.assert(
            fc.property(fc.oneof(anyLabel(), anyLabelOfAnyMedia()), (label) => {
              const { omitted } = format.write(label, options, contextOf(label));
              const reported = (of: { unit: string; annotation?: string }) =>
                codesOf(omitted.filter(({ unit, annotation }) => unit === of.unit && annotation === of.annotation));
              for (const unit of label.units) {
                const holds = format.holds(options).find(({ media }) => media.includes(unit.media));
                const reason = unheldUnit(unit, holds);
                if (reason) expect(reported({ unit: unit.id })).toEqual([reason]);
                for (const annotation of label.annotations.filter(({ unit: on }) => on === unit.id)) {
                  const expected = reason || !holds ? [] : unheld(annotation, holds);
                  expect(reported({ unit: unit.id, annotation: annotation.id })).toEqual(expected);
                }
                const ranges = (label.tracks ?? []).filter(({ unit: on }) => on === unit.id);
                const lost = reason || holds?.tracks === 'ranges' ? 0 : ranges.length;
                expect(
                  omitted.filter(({ code, unit: on }) => code === 'track-ranges-not-held' && on === unit.id),
                ).toHaveLength(lost);
              }
            }),
            { numRuns: propertyRuns(40) },
          );
        });
      },
    );
  });
}

/** A format of things or answers without shapes has the name of each where others have a class. */
const namesSpeakers = (holdings: readonly Holdings[]): boolean =>
  holdings.every(({ shapes, classifications, tracks }) => shapes.length === 0 && (classifications || tracks === 'ids'));

function pathsAndSizes({ units }: Label) {
  const paths = unitPaths(units);
  const sizes = new Map(
    units.map(({ id, width = 0, height = 0 }) => [paths.get(id) ?? '', { width, height }] as const),
  );
  return { paths: [...paths.values()], sizes };
}

function isInFrame(at: Annotation['at'], frame: number): boolean {
  if (at.kind === 'frame') return at.frame === frame;
  return at.kind !== 'frames' || at.ranges.some(({ start, end }) => start <= frame && frame < end);
}

/** Codes that what a format declares decides; not those that hang on where a shape lies or how it is made. */
const declared = [
  'media-not-held',
  'coordinates-not-held',
  'place-not-held',
  'shape-not-held',
  'shapeless-object-not-held',
  'classification-not-held',
  'attributes-not-held',
  'relations-not-held',
  'track-not-held',
];
const madeWrong = /^(path that|skeleton of|cuboid that)/;
const codesOf = (omitted: readonly Omission[]) =>
  omitted
    .filter(({ code, detail }) => declared.includes(code) && !madeWrong.test(detail ?? ''))
    .map(({ code }) => code);

function unheldUnit({ coordinates }: Label['units'][number], holds: Holdings | undefined): string | undefined {
  if (!holds) return 'media-not-held';
  return holds.shapes.length > 0 && !holds.coordinates.includes(coordinates ?? 'pixels')
    ? 'coordinates-not-held'
    : undefined;
}

/** Why the annotation is not in the format at all; else what of it is not. */
function unheld(annotation: Annotation, holds: Holdings): string[] {
  const { at, shape, attributes, relations = [], track } = annotation;
  const isObject = categoryKindOf(annotation) === 'object';
  if (!isObject && !holds.classifications) return ['classification-not-held'];
  if (!holds.places.includes(at.kind)) return ['place-not-held'];
  if (shape && !holds.shapes.includes(shape.kind)) return ['shape-not-held'];
  if (isObject && !shape && !holds.shapelessObjects) return ['shapeless-object-not-held'];
  const losses = {
    'attributes-not-held': attributes.length > 0 && !holds.attributes,
    'relations-not-held': relations.length > 0 && !holds.relations,
    'track-not-held': track !== undefined && holds.tracks === 'none',
  };
  return Object.entries(losses).flatMap(([code, isLost]) => (isLost ? [code] : []));
}
