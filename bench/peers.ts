import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { copyFile, link, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { encodePng } from '../lib/formats/png.ts';
import { newFolder } from '../local/new-folder.ts';
import { testingOf } from '../local/platform-testing.ts';
import { programsOf } from '../local/python-environment.ts';
import { answerOf } from './child.ts';
import { type Benchmark, inTurn, type Measurement } from './measurement.ts';

const run = promisify(execFile);
const rounds = 3;
const labels = 2_000;
const size = { width: 1280, height: 720 };
const longestConversionMilliseconds = 600_000;

const beside = (file: string) => join(import.meta.dirname, 'peers', file);

/** A conversion of the same labels by a peer and by us: a name of `convert.py`, its input, and our command line. */
type Pair = {
  readonly name: (typeof names)[number];
  readonly peer: string;
  readonly documents: string;
  /** What the peer wants besides: a labelling configuration, an ontology, the folder of the pictures. */
  readonly besides: string;
  readonly ours: readonly string[];
};

/**
 * Labels a second of a fresh process, ours ÷ the peer's. CPU time from the start of the process on: that of one core, which
 * another process that wants the same core does not lengthen. Neither runs for the first time since it was installed: both
 * find what Python and Node have kept of compiling their programs.
 */
async function measured(name: Pair['name']): Promise<readonly Measurement[]> {
  const python = join(programsOf('peers', beside('requirements.txt')), 'python');
  const folder = newFolder();
  const pair = (await pairsIn(folder)).find((each) => each.name === name);
  if (!pair) throw new TypeError(`There is no peer ${name}.`);
  const fresh = () => join(folder, `out-${randomUUID()}`);
  const { floor, subject } = await inTurn(rounds, {
    floor: () => secondsOfPeer(python, pair, fresh()),
    subject: () => secondsOfOurs([...pair.ours, '--out', fresh()]),
  });
  const absolute = `${Math.round(labels / subject)} labels/s ÷ ${Math.round(labels / floor)} of ${pair.peer}`;
  return [{ name: `peers/${name}`, value: floor / subject, unit: '× labels/s', goal: { atLeast: 2 }, absolute }];
}

const names = ['label-studio-coco', 'label-studio-yolo', 'label-studio-voc', 'encord-coco', 'coco-to-yolo'] as const;

/** Each by itself: where one peer fails, the others are measured. */
export const peers: Readonly<Record<string, Benchmark>> = Object.fromEntries(
  names.map((name) => [name, () => measured(name)]),
);

const secondsOfOurs = (args: readonly string[]): Promise<number> =>
  answerOf<number>('peers/command-process.js', 'convert', ...args);

async function secondsOfPeer(python: string, { name, documents, besides }: Pair, out: string): Promise<number> {
  const { stdout } = await run(python, [beside('convert.py'), name, documents, out, besides], {
    timeout: longestConversionMilliseconds,
    maxBuffer: 64 * 1024 * 1024,
    env: { ...process.env, HOME: out, OMP_NUM_THREADS: '1' },
  });
  const { seconds, files } = JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as { seconds: number; files: number };
  if (files === 0) throw new Error(`${name} wrote no file: its time would compare nothing.`);
  return seconds;
}

/** The documents as the platforms export them, and as the COCO file and the canonical labels that we make of them. */
async function pairsIn(folder: string): Promise<readonly Pair[]> {
  const at = (name: string) => join(folder, name);
  const saved = async (id: string) => {
    const documents = testingOf(id).benchmark.images(labels);
    await writeFile(at(`${id}.json`), JSON.stringify(documents.map(({ document }) => document)));
    return documents[0]?.ontology;
  };
  const { label_config: config = '' } = ((await saved('label-studio')) ?? {}) as { label_config?: string };
  await writeFile(at('config.xml'), config);
  // Its SDK does not read an ontology whose attributes do not say whether they are required.
  const asItsSdkReads = (_: string, value: unknown) =>
    typeof value === 'object' && value !== null && 'dynamic' in value ? { required: false, ...value } : value;
  await writeFile(at('ontology.json'), JSON.stringify(await saved('encord'), asItsSdkReads));
  const fromLabelStudio = ['--from', 'label-studio', '--ontology', at('config.xml'), at('label-studio.json')];
  const made = [...fromLabelStudio, '--to', 'canonical,coco', '--out', at('made')];
  await secondsOfOurs(made);
  await copyFile(join(at('made'), 'coco', 'annotations', 'instances.json'), at('instances.json'));
  await writePictures(at('images'));
  const labelStudio = (['coco', 'yolo', 'voc'] as const).map((format) => ({
    name: `label-studio-${format}` as const,
    peer: 'label-studio-sdk',
    documents: at('label-studio.json'),
    besides: at('config.xml'),
    ours: [...fromLabelStudio, '--to', format === 'voc' ? 'pascal-voc' : format],
  }));
  return [
    ...labelStudio,
    {
      name: 'encord-coco',
      peer: 'encord',
      documents: at('encord.json'),
      besides: at('ontology.json'),
      ours: ['--from', 'encord', '--ontology', at('ontology.json'), '--to', 'coco', at('encord.json')],
    },
    {
      name: 'coco-to-yolo',
      peer: 'supervision, which reads the pictures for their size',
      documents: at('instances.json'),
      besides: at('images'),
      ours: ['--from', 'canonical', '--to', 'yolo', join(at('made'), 'canonical')],
    },
  ];
}

/** One picture of a single colour under the names of all. */
async function writePictures(folder: string): Promise<void> {
  await mkdir(folder);
  const picture = join(folder, '..', 'picture.png');
  await writeFile(picture, encodePng({ ...size, kind: 'rgb', comment: '' }, []));
  for (let number = 0; number < labels; number += 1) await link(picture, join(folder, `${number}.jpg`));
}
