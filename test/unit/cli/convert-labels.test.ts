import { describe, expect, it } from 'vitest';
import { convertLabels } from '../../../cli/convert/convert-labels.ts';
import type { FoundLabel } from '../../../cli/convert/origin.ts';
import { OutputFolder } from '../../../cli/convert/output-folder.ts';
import { noSplits } from '../../../cli/convert/splits.ts';
import { Summary } from '../../../cli/convert/summary.ts';
import type { Format, GivenContext } from '../../../lib/formats/format.ts';
import { formats } from '../../../lib/formats/formats.ts';
import type { Label } from '../../../lib/label/label.ts';
import { newFolder } from '../../../local/new-folder.ts';
import { aLabel, anAnnotation } from '../../support/labels.ts';

describe('labels that are converted in turn', () => {
  it('share one map of the class numbers: it grows with the classes, and is not made anew for each label', async () => {
    const labels = ['car', 'bus', 'car', 'tram'].map((category, number) =>
      aLabel({
        source: { label: `label-${number}` },
        categories: [{ name: category, kind: 'object' }],
        annotations: [anAnnotation({ category })],
      }),
    );
    const contexts: GivenContext[] = [];
    const sizes: number[] = [];
    const coco: Format = formats.coco;
    const format: Format = {
      ...coco,
      write(label, options, context) {
        contexts.push(context);
        sizes.push([...context.classes.values()].length);
        return coco.write(label, options, context);
      },
    };
    expect(await namesOfClasses(labels, format)).toEqual(['car', 'bus', 'tram']);
    expect(sizes).toEqual([1, 2, 2, 3]);
    expect(new Set(contexts.map(({ classes }) => classes)).size).toBe(1);
    expect(new Set(contexts.map(({ skeletons }) => skeletons)).size).toBe(1);
  });
});

function namesOfClasses(labels: readonly Label[], format: Format): Promise<readonly string[]> {
  const out = newFolder();
  const output = new OutputFolder(out, () => undefined);
  return convertLabels({
    origin: {
      reader: { normalise: ({ document }) => document as Label, clean: (document) => document },
      progress: () => ({ done: 0, total: 0 }),
      async *labels() {
        for (const label of labels) yield foundLabel(label);
      },
    },
    formats: [{ format, options: format.Options.parse({}) }],
    ...{ output, out, splits: noSplits, settings: {} },
    summary: new Summary([format.nameOf(format.Options.parse({}))]),
    onRefused: (_, reason) => expect.unreachable(reason),
    onProgress: () => undefined,
  }).finally(() => output.close());
}

const foundLabel = (label: Label): FoundLabel => ({
  place: label.source.label,
  project: label.source.project,
  fetched: { ref: { label: label.source.label, occurredAt: label.source.updatedAt }, document: label },
});
