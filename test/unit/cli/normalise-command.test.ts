import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Label } from '../../../lib/label/label.ts';
import { newFolder } from '../../../local/new-folder.ts';
import { type Call, type Ended, labelwire, labelwireProcess } from '../../support/command-line.ts';
import { readJson, root } from '../../support/examples.ts';
import { aLabelboxLabel, anEncordLabel } from '../../support/served-labels.ts';

const normalise = (args: readonly string[], call?: Call): Promise<Ended> => labelwire(['normalise', ...args], call);

const labelsIn = ({ stdout }: Ended): Label[] =>
  stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => Label.parse(JSON.parse(line)));
const namesIn = (ended: Ended) => labelsIn(ended).map(({ source }) => source.label);

const rows = ['a', 'b', 'c'].map((label) => aLabelboxLabel({ project: 'p', label, dataUnit: `row-${label}` }).document);

function file(name: string, text: string): string {
  const path = join(newFolder(), name);
  writeFileSync(path, text);
  return path;
}

const noClasses = JSON.stringify({ objects: [], classifications: [] });

describe('labelwire normalise', () => {
  it('writes one canonical label a line, whether documents come as lines, as a list, or one by one', async () => {
    const files = [
      file('a.ndjson', rows.map((row) => `${JSON.stringify(row)}\n`).join('')),
      file('b.json', JSON.stringify(rows, null, 1)),
      file('c.json', JSON.stringify(rows[0], null, 1)),
    ];
    const ended = await normalise(['--platform', 'labelbox', ...files]);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(namesIn(ended)).toEqual(['a', 'b', 'c', 'a', 'b', 'c', 'a']);
    const call = ['normalise', '--platform', 'labelbox', '-'];
    const input = await labelwireProcess(call, { input: JSON.stringify(rows) });
    expect(namesIn(input)).toEqual(['a', 'b', 'c']);
  });

  it('goes on after what it refuses, tells file, document and reason, never the content, and ends with 1', async () => {
    const path = file(
      'a.ndjson',
      `${JSON.stringify(rows[0])}\n{"secret finding": \n{"row_data":"x"}\n${JSON.stringify(rows[2])}\n`,
    );
    const ended = await normalise(['--platform', 'labelbox', path]);
    expect(ended.code).toBe(1);
    expect(namesIn(ended)).toEqual(['a', 'c']);
    expect(ended.stderr.split('\n')).toEqual([
      `${path} document 2: it is not JSON`,
      `${path} document 3: it describes a data row for import and holds no label`,
      'labelwire: 2 refused, for the reasons above; 2 labels written.',
      '',
    ]);
  });

  it('reads a list of texts that each hold a document, with a byte order mark and the line ends of Windows', async () => {
    const texts = rows.map((row) => JSON.stringify(row));
    const files = [
      file('a.json', `\uFEFF${JSON.stringify(texts)}\r\n`),
      file('b.ndjson', `\uFEFF${texts.join('\r\n\r\n')}\r\n`),
      file('c.json', JSON.stringify({ result: texts })),
    ];
    const ended = await normalise(['--platform', 'labelbox', ...files]);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(namesIn(ended)).toEqual(['a', 'b', 'c', 'a', 'b', 'c', 'a', 'b', 'c']);
  });

  it('counts what nobody has labelled apart, and ends with 0', async () => {
    const skipped = JSON.stringify(rows[1]).replace('"skipped":false', '"skipped":true');
    const ended = await normalise([
      '--platform',
      'labelbox',
      file('a.ndjson', `${JSON.stringify(rows[0])}\n${skipped}`),
    ]);
    expect(ended).toMatchObject({ code: 0, stderr: '1 label written; 1 not labelled yet, or skipped.\n' });
  });

  it('says in a few lines what labels were made without', async () => {
    const odd = JSON.stringify(rows[0]).replace('"bounding_box":{', '"bounding_box":{"confidence":0.5,');
    const ended = await normalise(['--platform', 'labelbox', file('a.json', odd)]);
    expect(ended.code).toBe(0);
    expect(ended.stderr.split('\n')).toEqual([
      '1 label was made without these; each label lists its own under "unread" and "leftOut".',
      expect.stringMatching(/^ {2}not read +\d+ × annotations\.objects\[\]\.bounding_box\.confidence$/),
      '',
    ]);
  });

  it('takes the project of Encord’s label rows from the call, and the ontology from a file', async () => {
    const { document } = anEncordLabel({ project: 'p', label: 'l' });
    const path = file('row.json', JSON.stringify(document));
    const [without, within] = await Promise.all([
      normalise(['--platform', 'encord', path]),
      normalise(['--platform', 'encord', '--project', 'p', path]),
    ]);
    expect(without).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('--project') });
    expect(labelsIn(within)[0]?.source).toMatchObject({ project: 'p', label: 'l' });
  });

  it('warns once, on standard error, that labels are read without an ontology that is kept apart', async () => {
    const { document } = anEncordLabel({ project: 'p', label: 'l' });
    const row = file('row.json', JSON.stringify(document));
    const call = ['--platform', 'encord', '--project', 'p'];
    const without = await normalise([...call, row, row]);
    expect(without.code).toBe(0);
    expect(labelsIn(without)).toHaveLength(2);
    expect(without.stderr).toMatch(
      /^Labels are read without an ontology, so that [^\n]+\. Name its file: --ontology <file>\n$/,
    );
    const json = await normalise([...call, '--json', row]);
    expect(JSON.parse(json.stderr.split('\n')[0] ?? '')).toEqual({ note: without.stderr.trim() });
    const within = await normalise([...call, '--ontology', file('ontology.json', noClasses), row]);
    expect(within).toMatchObject({ code: 0, stderr: '' });
  });

  it('refuses a label whose masks nobody downloaded, and reads it with --attachments', async () => {
    const folder = join(root, 'lib', 'platforms', 'labelbox', 'examples', 'labels', 'masks');
    const path = join(folder, 'document.json');
    const [without, within] = await Promise.all([
      normalise(['--platform', 'labelbox', path]),
      normalise(['--platform', 'labelbox', '--attachments', folder, path]),
    ]);
    expect(without).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('give --attachments <dir>') });
    expect(without.stderr).not.toContain('https://');
    expect(within).toMatchObject({ code: 0, stderr: '' });
    expect(labelsIn(within)).toEqual([readJson(join(folder, 'label.json'))]);
  });

  it('says what is wrong with a call, and ends with 2', async () => {
    const calls = [
      [],
      ['--platform', 'nobody', 'x'],
      ['--platform', 'labelbox'],
      ['--platform', 'labelbox', '--ontology', 'x', 'y'],
    ];
    const ended = await Promise.all(calls.map((call) => normalise(call)));
    expect(ended.map(({ code }) => code)).toEqual([2, 2, 2, 2]);
    for (const { stderr } of ended) expect(stderr).toMatch(/ Run 'npx labelwire normalise --help'\.\n$/);
  });

  it('tells which file cannot be read', async () => {
    const ended = await normalise(['--platform', 'labelbox', 'not-there.json']);
    expect(ended).toMatchObject({ code: 1, stderr: 'labelwire: "not-there.json" cannot be read (ENOENT).\n' });
  });

  it('ends quietly when whoever reads the labels has seen enough', async () => {
    const many = Array.from({ length: 5_000 }, () => `${JSON.stringify(rows[0])}\n`).join('');
    const path = file('many.ndjson', many);
    const child = spawn(process.execPath, [join(root, 'cli', 'main.ts'), 'normalise', '--platform', 'labelbox', path]);
    let stderr = '';
    child.stderr.on('data', (bytes) => {
      stderr += String(bytes);
    });
    child.stdout.once('data', () => child.stdout.destroy());
    const code = await new Promise((resolve) => child.once('close', resolve));
    expect({ code, stderr }).toEqual({ code: 130, stderr: '' });
  });
});
