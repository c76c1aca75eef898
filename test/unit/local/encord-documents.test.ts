import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { platforms } from '../../../lib/platforms/platforms.ts';
import encord from '../../../local/platforms/encord/index.ts';
import { root } from '../../support/examples.ts';

/** A folder with these files in its subfolder `encord`. */
async function folderOf(files: Record<string, unknown>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'encord-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await mkdir(join(folder, 'encord'));
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(folder, 'encord', name), typeof content === 'string' ? content : JSON.stringify(content));
  }
  return folder;
}

const row = (label: string, ...features: string[]) => ({
  label_hash: label,
  data_hash: `data of ${label}`,
  data_units: { u: { labels: { objects: features.map((featureHash) => ({ featureHash })) } } },
});
const ontology = (...features: string[]) => ({ objects: features.map((featureNodeHash) => ({ featureNodeHash })) });

describe('a folder of documents', () => {
  it('gives each row the ontology that knows most of it, and one project to the rows that share one', async () => {
    const folder = await folderOf({
      'label-row.one.json': row('one', 'a', 'b'),
      'label-rows.json': [row('two', 'a'), row('three', 'c', 'a'), row('four', 'unknown')],
      'ontology.1.json': { title: 'an entity', editor: ontology('a', 'b') },
      'ontology.2.json': ontology('a', 'c'),
    });
    const { labels, refused } = await encord.load(folder);
    expect(refused).toEqual([]);
    const loaded = new Map(labels.map((label) => [label.label, label]));
    expect(loaded.get('one')).toMatchObject({ ontology: ontology('a', 'b'), dataUnit: 'data of one' });
    expect(loaded.get('three')?.ontology).toEqual(ontology('a', 'c'));
    expect(loaded.get('four')?.ontology).toBeUndefined();
    const projects = new Set(labels.map(({ project }) => project));
    expect(loaded.get('two')?.project).toBe(loaded.get('one')?.project);
    expect(projects.size).toBe(3);
    for (const project of projects)
      expect(project).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(await encord.load(folder)).toEqual({ labels, refused });
  });

  it('tells which files hold no label, and why', async () => {
    const folder = await folderOf({
      'label-row.broken.json': '{',
      'label-row.new.json': { label_hash: null },
      'ontology.json': '5',
      'notes.json': 'not looked at',
    });
    expect(await encord.load(folder)).toEqual({
      labels: [],
      refused: [
        { file: 'ontology.json', reason: expect.stringContaining('must be a JSON object') },
        { file: 'label-row.broken.json', reason: expect.stringContaining('JSON') },
        { file: 'label-row.new.json', reason: expect.stringContaining('label_hash') },
      ],
    });
    expect(await encord.load(join(folder, 'nowhere'))).toEqual({ labels: [], refused: [] });
  });

  it('gives another version of a row that is there already a project of its own, so that both are served', async () => {
    const twice = [{ label_hash: 'same' }, { label_hash: 'same' }];
    const ontology = { objects: [], classifications: [] };
    const { labels } = await encord.load(await folderOf({ 'label-row.twice.json': twice, 'ontology.json': ontology }));
    expect(labels.map(({ name }) => name)).toEqual(['label-row.twice.json row 1', 'label-row.twice.json row 2']);
    expect(new Set(labels.map(({ project }) => project)).size).toBe(2);
  });

  it('of the samples is one project of labels, each of which can be read', async () => {
    const { labels, refused } = await encord.load(join(root, 'local', 'samples'));
    expect(refused).toEqual([]);
    expect(new Set(labels.map(({ project }) => project)).size).toBe(1);
    expect(labels.length).toBeGreaterThan(2);
    const { default: reader } = await platforms.encord.reader();
    for (const label of labels) {
      const ref = { occurredAt: '2026-05-21T10:00:00.000Z' };
      expect(reader.normalise({ ref, ...label }, label.project).source.label).toBe(label.label);
    }
  });
});
