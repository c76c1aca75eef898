import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { expect, it } from 'vitest';
import { newFolder } from '../../local/new-folder.ts';
import { labelwire } from '../support/command-line.ts';
import { aLabel, anAnnotation } from '../support/labels.ts';
import { mediaSamples } from '../support/media-samples.ts';

it('labelwire preview --out file.png draws a label and its file of a format with a browser of this machine', async () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'label.json'), JSON.stringify(aLabel({ annotations: [anAnnotation()] })));
  writeFileSync(join(folder, 'picture.png'), mediaSamples.png);
  const args = ['preview', 'label.json', '--as', 'coco', '--image', 'picture.png', '--out', 'out.png'];
  const environment = { CHROMIUM: process.env.CHROMIUM ?? '', PATH: process.env.PATH ?? '' };
  const ended = await labelwire(args, { folder, environment });
  expect(ended).toMatchObject({ code: 0, stdout: '1 unit in out.png\n', stderr: '' });
  const { width, data } = decode(readFileSync(join(folder, 'out.png')));
  expect(width).toBe(2_000);
  const shades = new Set(data.subarray(0, 2_000_000));
  expect(shades.size).toBeGreaterThan(10); // letters have edges of many shades, an empty page has one
});
