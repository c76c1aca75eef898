import { mkdirSync, writeFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import chatJsonl from '../../../lib/formats/chat-jsonl/index.ts';
import coco from '../../../lib/formats/coco/index.ts';
import conll from '../../../lib/formats/conll/index.ts';
import cvat from '../../../lib/formats/cvat/index.ts';
import { assemble, gatherPieces } from '../../../lib/formats/data-set.ts';
import dicomSeg from '../../../lib/formats/dicom-seg/index.ts';
import type { Format } from '../../../lib/formats/format.ts';
import funsd from '../../../lib/formats/funsd/index.ts';
import geojson from '../../../lib/formats/geojson/index.ts';
import huggingfaceTokens from '../../../lib/formats/huggingface-tokens/index.ts';
import mot from '../../../lib/formats/mot/index.ts';
import nemo from '../../../lib/formats/nemo/index.ts';
import nifti from '../../../lib/formats/nifti/index.ts';
import openpcdet from '../../../lib/formats/openpcdet/index.ts';
import rttm from '../../../lib/formats/rttm/index.ts';
import spacy from '../../../lib/formats/spacy/index.ts';
import { unitPaths } from '../../../lib/formats/unit-path.ts';
import yolo from '../../../lib/formats/yolo/index.ts';
import youtubeVis from '../../../lib/formats/youtube-vis/index.ts';
import { Label } from '../../../lib/label/label.ts';
import { foldersIn, readJson, root } from '../../support/examples.ts';
import { anyLabel } from '../../support/labels.ts';
import { anyLabelOfAudio } from '../../support/labels-of-audio.ts';
import { anyLabelOfConversations } from '../../support/labels-of-conversations.ts';
import { anyLabelOfMaps } from '../../support/labels-of-maps.ts';
import { anyLabelOfScenes } from '../../support/labels-of-scenes.ts';
import { anyLabelOfTexts } from '../../support/labels-of-texts.ts';
import { anyLabelOfVideos } from '../../support/labels-of-videos.ts';
import { anyLabelOfVolumes } from '../../support/labels-of-volumes.ts';

const random = { numRuns: 50, seed: 20260504 };

const writtenText = fc
  .array(fc.constantFrom('Ada', 'Kiel,', '12€', '👩‍🔬', ' ', '\u00a0', '\n', '\u0085', '\u2028'), { maxLength: 6 })
  .map((pieces) => pieces.join(''));

/** Pictures with a text on each object; none has a mask, of which only `write-labels.ts` counts the pixels. */
const anyLabelOfForms = fc
  .tuple(anyLabel(), fc.array(writtenText, { minLength: 8, maxLength: 8 }))
  .map(([label, texts]) => ({
    ...label,
    annotations: label.annotations
      .filter(({ shape }) => shape?.kind !== 'mask')
      .map((annotation, index) => {
        const value = { kind: 'text', text: texts[index] ?? '' } as const;
        return { ...annotation, attributes: [...annotation.attributes, { name: 'Rank', value }] };
      }),
  }));

/** Formats of what happens in turn, lies slice on slice or is written somewhere, and labels of what they hold. */
const formats: readonly {
  readonly format: Format;
  readonly labels: fc.Arbitrary<Label>;
  /** Of those of the format; all unless said otherwise. */
  readonly cases?: readonly unknown[];
}[] = [
  { format: mot, labels: anyLabelOfVideos() },
  { format: cvat, labels: anyLabelOfVideos() },
  { format: youtubeVis, labels: anyLabelOfVideos() },
  { format: geojson, labels: fc.oneof(anyLabelOfMaps(), anyLabel()) },
  { format: openpcdet, labels: anyLabelOfScenes() },
  { format: nifti, labels: anyLabelOfVolumes() },
  { format: dicomSeg, labels: anyLabelOfVolumes() },
  { format: funsd, labels: anyLabelOfForms },
  { format: rttm, labels: anyLabelOfAudio() },
  { format: nemo, labels: anyLabelOfAudio() },
  { format: chatJsonl, labels: anyLabelOfConversations() },
  { format: spacy, labels: anyLabelOfTexts() },
  { format: conll, labels: anyLabelOfTexts() },
  { format: huggingfaceTokens, labels: anyLabelOfTexts(), cases: [{}, { tags: 'numbers' }] },
  {
    format: huggingfaceTokens,
    labels: anyLabelOfForms,
    cases: huggingfaceTokens.cases.filter((options) => Object.hasOwn(options as object, 'boxes')),
  },
  ...[coco, yolo].map((format) => ({
    format,
    labels: anyLabelOfVideos(),
    cases: format.cases.filter((options) => Object.hasOwn(options as object, 'frames')),
  })),
];

/**
 * A data set of each label and each choice of options, below `folder`; `sequences.json` says of each where it is, what it
 * was made of, and what it omits.
 */
export async function writeSequences(folder: string): Promise<void> {
  const written: object[] = [];
  for (const { format, labels, cases = format.cases } of formats) {
    const examples = join(root, 'lib', 'formats', format.id, 'examples');
    const all = [
      ...foldersIn(examples).map((name) => ({
        name,
        label: Label.parse(readJson(join(examples, name, 'label.json'))),
      })),
      ...fc.sample(labels, random).map((label, number) => ({ name: `random label ${number}`, label })),
    ];
    for (const chosen of cases) {
      const options = format.Options.parse(chosen);
      const variant = format.nameOf(options);
      for (const [number, { name, label }] of all.entries()) {
        const below = join(folder, 'sequences', variant, String(number));
        const omitted = await writeDataSet(below, format, options, label);
        const paths = Object.fromEntries(unitPaths(label.units));
        written.push({
          format: format.id,
          variant,
          options,
          name: `${format.id}: ${name}`,
          label,
          paths,
          omitted,
          folder: below,
        });
      }
    }
  }
  writeFileSync(join(folder, 'sequences.json'), JSON.stringify(written));
}

async function writeDataSet(below: string, format: Format, options: unknown, label: Label) {
  const objects = label.categories.filter(({ kind }) => kind === 'object');
  const classes = objects.map(({ kind: _, ...own }, number) => ({ ...own, number }));
  const { files, pieces, omitted } = format.write(label, options, {
    classes: new Map(classes.map(({ name, number }) => [name, number])),
    labelName: 'label',
    document: {},
    dataSet: { splitOf: () => undefined },
  });
  for (const { path, bytes } of files) {
    mkdirSync(dirname(join(below, path)), { recursive: true });
    writeFileSync(join(below, path), bytes);
  }
  const whole = format.whole({ classes, splits: [] }, options);
  const fragments = gatherPieces(whole)(pieces ?? []);
  for (const file of whole) {
    mkdirSync(dirname(join(below, file.path)), { recursive: true });
    const textOf = (stream: string) =>
      fragments.filter((fragment) => fragment.file === file.path && fragment.stream === stream).map(({ text }) => text);
    await writeFile(join(below, file.path), assemble(file, { batches: 1, read: ({ stream }) => textOf(stream) }));
  }
  return omitted;
}
