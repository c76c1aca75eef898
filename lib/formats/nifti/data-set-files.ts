import type { ClassFacts, FormatContext, Piece, WholeFile } from '../format.ts';

/** What makes label maps a data set: `dataset.json` of nnU-Net, of the split that is trained on, and `datalist.json` of MONAI. */

type DataSet = NonNullable<FormatContext['dataSet']>;
type Case = {
  readonly unit: string;
  readonly path: string;
  readonly label: string;
  readonly emptyUnit: string | undefined;
};

const nnunet = 'dataset.json';
const monai = 'datalist.json';
const contentType = 'application/json';
const trainingSplit = 'train';
const background = 'background';

export function piecesOf(dataSet: DataSet, { unit, path, label, emptyUnit }: Case): Piece[] {
  const split = dataSet.splitOf(unit);
  const image = `images/${dataSet.pictureOf(unit)}`;
  const listed: Piece = { file: monai, stream: listOf(split), json: { image, label }, emptyUnit };
  if (split !== undefined && split !== trainingSplit) return [listed];
  const text = `\n    ${JSON.stringify(caseOf(path))}: ${JSON.stringify({ images: [image], label })}`;
  return [listed, { file: nnunet, stream: 'dataset', text, emptyUnit }];
}

/** nnU-Net makes names of files of it, which hold no folder. */
const caseOf = (path: string) => path.replace(/[%/]/g, encodeURIComponent);

/** The names under which MONAI looks for the splits of most data sets; others keep theirs. */
const listOf = (split: string | undefined) =>
  ({ train: 'training', val: 'validation' })[split ?? 'train'] ?? split ?? '';

export function wholeFilesOf(classes: readonly ClassFacts[], splits: readonly string[], channel: string): WholeFile[] {
  const names = [
    background,
    ...classes.map(({ name }, number) => (name === background ? `${name} (class ${number})` : name)),
  ];
  const lists = splits.length > 0 ? splits : [undefined];
  const head = {
    channel_names: { 0: channel },
    labels: Object.fromEntries(names.map((name, value) => [name, value])),
    file_ending: '.nii.gz',
  };
  return [
    {
      path: nnunet,
      contentType,
      parts: [
        { text: `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "dataset": {` },
        { stream: 'dataset', between: ',' },
        { text: '\n  },\n  "numTraining": ' },
        { count: 'dataset' },
        { text: '\n}\n' },
      ],
    },
    {
      path: monai,
      contentType,
      parts: [
        { text: `{\n  "labels": ${JSON.stringify({ ...names })}` },
        ...lists.flatMap((split) => [
          { text: `,\n  ${JSON.stringify(listOf(split))}: [\n    ` },
          { stream: listOf(split), between: ',\n    ' },
          { text: '\n  ]' },
        ]),
        { text: '\n}\n' },
      ],
    },
  ];
}
