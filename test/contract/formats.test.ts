import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formats } from '../../lib/formats/formats.ts';
import { Label } from '../../lib/label/label.ts';
import { deepFreeze } from '../support/deep-freeze.ts';
import { filesBelow, foldersIn, readJson, readJsonIfThere, root } from '../support/examples.ts';
import { anyLabel } from '../support/labels.ts';

const folder = join(root, 'lib', 'formats');

it('has one registry line for each folder of a format', () => {
  expect(Object.keys(formats).sort()).toEqual(foldersIn(folder));
});

const objectClasses = (label: Label): string[] =>
  label.categories.filter(({ kind }) => kind === 'object').map(({ name }) => name);
const numbered = (names: readonly string[]) => new Map(names.map((name, number) => [name, number]));

describe.each(Object.values(formats))('the format $id', (format) => {
  const examples = join(folder, format.id, 'examples');
  const cases = foldersIn(examples);

  it('has at least three examples, one of them of a label with no annotations', () => {
    expect(cases.length).toBeGreaterThanOrEqual(3);
    expect(cases.some((name) => (readJson(join(examples, name, 'label.json')) as Label).annotations.length === 0)).toBe(
      true,
    );
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
      for (const file of files)
        await expect(Buffer.from(file.bytes).toString('utf8')).toMatchFileSnapshot(at('expected', file.path));
      expect(filesBelow(at('expected'))).toEqual(files.map((file) => file.path).sort());
      expect(written.omitted).toEqual(readJsonIfThere(at('omitted.json')) ?? []);
    });

    it('gives the same bytes twice', () => {
      expect(format.write(label, options, context)).toEqual(written);
    });
  });

  it('refuses an option it does not know', () => {
    expect(format.Options.safeParse({ unknownOption: true }).success).toBe(false);
  });

  it('writes any label, in paths that stay inside its tree, and gives the same bytes twice', () => {
    const options = format.Options.parse({});
    fc.assert(
      fc.property(anyLabel(), (label) => {
        const context = { classes: numbered(objectClasses(label)), labelName: 'label-1', document: {} };
        const written = format.write(deepFreeze(label), options, context);
        for (const { path } of written.files) {
          expect(path).not.toMatch(/^\/|(^|\/)\.{1,2}(\/|$)|\\|\/\//);
        }
        expect(new Set(written.files.map((file) => file.path)).size).toBe(written.files.length);
        expect(format.write(label, options, context)).toEqual(written);
      }),
      { numRuns: 60 },
    );
  });

  it('tells of every annotation it does not hold', () => {
    fc.assert(
      fc.property(anyLabel(), (label) => {
        const context = { classes: numbered(objectClasses(label)), labelName: 'label-1', document: {} };
        const { omitted } = format.write(label, format.Options.parse({}), context);
        const told = new Set(omitted.map((omission) => omission.annotation));
        for (const annotation of label.annotations) {
          const held = annotation.shape ? format.shapes.includes(annotation.shape.kind) : format.classifications;
          if (!held) expect(told).toContain(annotation.id);
        }
      }),
      { numRuns: 60 },
    );
  });
});
