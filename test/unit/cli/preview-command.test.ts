import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { noPictures } from '../../../cli/pictures/pictures.ts';
import { drawingsOfStoredLabel } from '../../../cli/preview/bucket.ts';
import { newFolder } from '../../../local/new-folder.ts';
import { labelwire } from '../../support/command-line.ts';
import { aLabel, anAnnotation } from '../../support/labels.ts';
import { mediaSamples } from '../../support/media-samples.ts';
import { MemoryStore } from '../../support/memory-store.ts';

function folderWithLabel(): string {
  const folder = newFolder();
  writeFileSync(join(folder, 'label.json'), JSON.stringify(aLabel({ annotations: [anAnnotation()] })));
  writeFileSync(join(folder, 'picture.png'), mediaSamples.png);
  return folder;
}

describe('labelwire preview', () => {
  it('draws a canonical label over its picture, which becomes part of the file', async () => {
    const folder = folderWithLabel();
    const ended = await labelwire(['preview', 'label.json', '--image', 'picture.png', '--out', 'out.svg'], { folder });
    expect(ended).toMatchObject({ code: 0, stdout: '1 unit in out.svg\n' });
    const svg = readFileSync(join(folder, 'out.svg'), 'utf8');
    expect(svg).toContain('href="data:image/png;base64,');
    expect(svg).toContain('id annotation-1');
  });

  it('refuses a file that it cannot write, and a name that is nowhere, and says what to do', async () => {
    const folder = folderWithLabel();
    expect(await labelwire(['preview', 'label.json', '--out', 'out.gif'], { folder })).toMatchObject({ code: 2 });
    const environment = { AWS_CONFIG_FILE: join(folder, 'none'), AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none') };
    const ended = await labelwire(['preview', 'nowhere'], { folder, environment });
    expect(ended).toMatchObject({ code: 1 });
    expect(ended.stderr).toContain('There is no file "nowhere" here');
  });

  it('says that the bucket has no record of a label', async () => {
    const choice = { chosen: undefined, facts: { pictures: noPictures }, at: '' };
    await expect(drawingsOfStoredLabel(new MemoryStore(), 'label-1', choice)).rejects.toThrow(
      'no record of a label "label-1"',
    );
  });
});

it('labelwire convert --preview writes a page with each unit as its label and as its files have it', async () => {
  const folder = folderWithLabel();
  const args = ['convert', '--from', 'canonical', '--to', 'csv', '--preview', 'sheet.html', 'label.json'];
  expect(await labelwire(args, { folder })).toMatchObject({ code: 0 });
  const page = readFileSync(join(folder, 'sheet.html'), 'utf8');
  expect(page).toContain('id annotation-1');
  expect(page).toContain('csv: street/1.csv');
  expect(page).not.toContain('data:image/png');
});

it('labelwire convert --preview fetches pictures from nowhere that --images-from does not name', async () => {
  const folder = folderWithLabel();
  const label = aLabel();
  const units = label.units.map((unit) => ({ ...unit, sourceUri: 'https://elsewhere.example.com/1.jpg' }));
  writeFileSync(join(folder, 'label.json'), JSON.stringify({ ...label, units }));
  const args = ['convert', '--from', 'canonical', '--to', 'csv', '--images-from', 'https://cdn.example.com'];
  const ended = await labelwire([...args, '--preview', 'sheet.html', 'label.json'], { folder });
  expect(ended).toMatchObject({ code: 0 });
  expect(readFileSync(join(folder, 'sheet.html'), 'utf8')).toContain(
    'The picture is not shown: --images-from does not name https://elsewhere.example.com',
  );
  const wrong = await labelwire([...args, '--force', 'label.json'], { folder });
  expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining('add --preview sheet.html') });
});

it('labelwire convert --preview shows the pictures of --media below the shapes, and says of one that is none why', async () => {
  const folder = folderWithLabel();
  mkdirSync(join(folder, 'media', 'street'), { recursive: true });
  writeFileSync(join(folder, 'media', 'street', '1.jpg'), mediaSamples.png);
  const args = ['convert', '--from', 'canonical', '--to', 'csv', '--preview', 'sheet.html', '--media', 'media'];
  expect(await labelwire([...args, 'label.json'], { folder })).toMatchObject({ code: 0 });
  const page = readFileSync(join(folder, 'sheet.html'), 'utf8');
  expect(page.split('href="data:image/png;base64,')).toHaveLength(3);
  writeFileSync(join(folder, 'media', 'street', '1.jpg'), 'no picture');
  expect(await labelwire([...args, '--force', 'label.json'], { folder })).toMatchObject({ code: 0 });
  expect(readFileSync(join(folder, 'sheet.html'), 'utf8')).toContain('The picture is not shown: ');
});
