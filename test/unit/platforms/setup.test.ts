import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FetchedDocument } from '../../../lib/platforms/platform.ts';
import { platforms } from '../../../lib/platforms/platforms.ts';
import { foldersIn, readJson, readJsonIfThere, root } from '../../support/examples.ts';

const now = new Date('2026-05-04T12:00:00.000Z');
const secret = 'a secret of this test';
const label = { project: '7', label: '21', dataUnit: '3' };

describe.each(Object.values(platforms))('the setup of $title', (platform) => {
  it('makes a test delivery that its own platform verifies, and that announces no label', async () => {
    const { default: setup } = await platform.setup();
    const delivery = setup.delivery({ project: '7' }, secret, now);
    expect(() => platform.verify(delivery, [secret], now)).not.toThrow();
    expect(() => platform.verify(delivery, ['another'], now)).toThrow(
      expect.objectContaining({ name: 'SignatureMismatch' }),
    );
    expect(platform.events(delivery, now)).toEqual([]);
  });

  it('makes one about a label that announces that label alone, with the same id wherever it is read', async () => {
    const { default: setup } = await platform.setup();
    const delivery = setup.delivery(label, secret, now);
    platform.verify(delivery, [secret], now);
    const announced = platform.events(delivery, now);
    expect(announced).toEqual([expect.objectContaining({ ...label, kind: 'upserted' })]);
    expect(platform.events(delivery, new Date(now.getTime() + 5_000))).toEqual(announced);
  });

  it('says what a person has to do wherever it cannot do it itself', async () => {
    const { default: setup } = await platform.setup();
    const url = 'https://webhooks.example.com/webhooks/x';
    const steps = setup.steps({ project: '7', url });
    expect(setup.register === undefined).toBe(steps.length > 0);
    if (steps.length > 0) expect(steps.join('\n')).toContain(url);
  });
});

const examples = Object.values(platforms).flatMap((platform) => {
  const folder = join(root, 'lib', 'platforms', platform.id, 'examples', 'labels');
  return foldersIn(folder).map((name) => ({ id: platform.id, name, platform, folder: join(folder, name) }));
});

describe('a saved document', () => {
  it.each(examples)('holds the label that the pipeline makes of it: $id $name', async ({ platform, folder }) => {
    const [{ default: documents }, { default: reader }] = await Promise.all([
      platform.savedDocuments(),
      platform.reader(),
    ]);
    const at = (file: string) => join(folder, file);
    const { project, occurredAt, ...ref } = readJson(at('ref.json')) as FetchedDocument['ref'] & { project: string };
    const files = (readJsonIfThere(at('attachments.json')) ?? {}) as Record<string, string>;
    const ontology = readJsonIfThere(at('ontology.json'));
    const [found, ...others] = [...documents.labelsIn(readJson(at('document.json')), project)];
    expect(others).toEqual([]);
    if (!found || 'reason' in found) throw new Error(`refused: ${found?.reason}`);
    expect(found).toMatchObject({ project, ref });
    expect([...(documents.attachments?.(found.document) ?? [])].sort()).toEqual(Object.keys(files).sort());
    const attachments = new Map(Object.entries(files).map(([address, file]) => [address, readFileSync(at(file))]));
    const saved = ontology && documents.ontology?.read(JSON.stringify(ontology));
    const fetched = (document: unknown, of: unknown): FetchedDocument => ({
      ref: { ...ref, occurredAt },
      document,
      ...(of === undefined ? {} : { ontology: of }),
      attachments,
    });
    expect(reader.normalise(fetched(found.document, saved), found.project)).toEqual(
      reader.normalise(fetched(readJson(at('document.json')), ontology), project),
    );
  });
});
