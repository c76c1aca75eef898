import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Format } from '../lib/formats/format.ts';
import { formats as all, type FormatId } from '../lib/formats/formats.ts';
import type { Label } from '../lib/label/label.ts';
import { rasterise } from '../lib/label/rasterise.ts';
import { encodeCounts, transpose } from '../lib/label/rle.ts';
import { newFolder } from '../local/new-folder.ts';
import { platformOf, testingOf } from '../local/platform-testing.ts';
import { programsOf } from '../local/python-environment.ts';
import { cpuPerCall } from './cpu.ts';
import { outlinesIn } from './masks/data.ts';
import { type Benchmark, inTurn, type Measurement } from './measurement.ts';

const run = promisify(execFile);
const rounds = 5;
const labels = 500;
const objects = 20;
const sizes = [
  { name: '1080p', width: 1920, height: 1080 },
  { name: '4k', width: 3840, height: 2160 },
];
const longestFloorMilliseconds = 300_000;

const textFormats = ['coco', 'yolo', 'pascal-voc', 'cvat', 'dota', 'kitti', 'csv', 'imagefolder', 'sagemaker'] as const;

function writer(id: FormatId) {
  const format: Format = all[id];
  const options = format.Options.parse({});
  return (label: Label) => {
    const names = label.categories.filter(({ kind }) => kind === 'object').map(({ name }) => name);
    const classes = new Map(names.map((name, number) => [name, number]));
    return format.write(label, options, { classes, labelName: 'label', document: {} }).files;
  };
}

/** Canonical label → files of text; floor: parsing the label as JSON, and writing as much JSON as the files have bytes. */
async function textMeasurements(): Promise<Measurement[]> {
  const { project, images } = testingOf('label-studio').benchmark;
  const { default: reader } = await platformOf('label-studio').reader();
  const canonical = images(labels).map((document) => reader.normalise(document, project));
  // An address in S3, without which a line for SageMaker has nothing to point at.
  const placed = canonical.map((label) => ({
    ...label,
    units: label.units.map((unit) => ({ ...unit, sourceUri: `s3://images/${unit.name}` })),
  }));
  const texts = placed.map((label) => JSON.stringify(label));
  const characters = texts.reduce((sum, { length }) => sum + length, 0);
  const measurements: Measurement[] = [];
  for (const id of textFormats) {
    const write = writer(id);
    const bytes = placed.flatMap(write).reduce((sum, file) => sum + file.bytes.length, 0);
    const equalAmount = Math.max(Math.round((labels * bytes) / characters), 1);
    const output = Array.from({ length: equalAmount }, (_, index) => placed[index % labels]);
    const perCall = await cpuPerCall({
      floor: () => [texts.map((text) => JSON.parse(text)), output.map((label) => JSON.stringify(label))],
      subject: () => placed.map(write),
    });
    const { floor, subject } = await inTurn(rounds, perCall);
    measurements.push({
      name: `formats/${id}`,
      value: subject / floor,
      unit: '× CPU',
      goal: { atMost: 2 },
      absolute: `${(subject / labels).toFixed(1)} µs ÷ ${(floor / labels).toFixed(1)} µs of JSON, a label of ${canonical[0]?.annotations.length} objects`,
    });
  }
  return measurements;
}

/** A picture of 20 masks; floor: pycocotools decodes the same masks, numpy lays them on each other, Pillow saves the picture. */
async function pictureMeasurements(): Promise<Measurement[]> {
  const python = join(programsOf('masks', join(import.meta.dirname, 'masks', 'requirements.txt')), 'python');
  const folder = newFolder();
  const measurements: Measurement[] = [];
  for (const { name, width, height } of sizes) {
    const masks = outlinesIn({ width, height }, objects).map((ring) => rasterise([[ring]], { width, height }));
    const file = join(folder, `${name}.json`);
    const counts = masks.map((mask) => encodeCounts(transpose(mask.counts, width, height)));
    await writeFile(file, JSON.stringify({ width, height, counts }));
    const label = labelOf(masks, { width, height });
    const write = writer('masks');
    const ours = () => write(label);
    const { floor, subject } = await inTurn(rounds, {
      subject: (await cpuPerCall({ floor: ours, subject: ours })).subject,
      floor: async () => {
        const script = join(import.meta.dirname, 'masks', 'pillow_time.py');
        const { stdout } = await run(python, [script, file], { timeout: longestFloorMilliseconds });
        return Number(stdout);
      },
    });
    measurements.push({
      name: `formats/masks-${name}`,
      value: floor / subject,
      unit: '× speed',
      goal: { atLeast: 1 },
      absolute: `${(floor / 1000).toFixed(1)} ms of pycocotools and Pillow ÷ ${(subject / 1000).toFixed(1)} ms, ${objects} objects`,
    });
  }
  return measurements;
}

function labelOf(masks: readonly ReturnType<typeof rasterise>[], size: { width: number; height: number }): Label {
  const unit = { id: 'unit', name: '1.jpg', media: 'image' as const, ...size };
  return {
    schema: 1,
    source: {
      ...{ platform: 'encord', project: 'project', label: 'label', revision: 1_700_000_000_000_000 },
      updatedAt: '2023-11-14T22:13:20.000Z',
    },
    categories: [{ name: 'car', kind: 'object' }],
    units: [unit],
    annotations: masks.map((mask, number) => ({
      ...{ id: `${number}`, category: 'car', unit: unit.id, at: { kind: 'whole' }, attributes: [] },
      shape: mask,
    })),
  };
}

export const formats: Benchmark = async () => [...(await textMeasurements()), ...(await pictureMeasurements())];
