import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Label } from '../../lib/label/label.ts';
import type { Announcement, FetchedDocument } from '../../lib/platforms/platform.ts';
import { platforms } from '../../lib/platforms/platforms.ts';
import { simulatedPlatforms } from '../../local/platforms/index.ts';
import { deepFreeze } from '../support/deep-freeze.ts';
import { foldersIn, readJson, readJsonIfThere, root } from '../support/examples.ts';

const folder = join(root, 'lib', 'platforms');
const now = new Date('2026-05-04T12:00:00.000Z');
const event = { id: 'event-1', kind: 'upserted' as const, now };

it('has one registry line for each folder of a platform', () => {
  expect(Object.keys(platforms).sort()).toEqual(foldersIn(folder));
});

describe.each(Object.values(platforms))('the platform $id', (platform) => {
  const simulated = simulatedPlatforms[platform.id];
  const examples = join(folder, platform.id, 'examples');
  const deliveries = foldersIn(join(examples, 'deliveries'));
  const documents = foldersIn(join(examples, 'labels'));

  const signed = (json: unknown, secret = 'the secret') => {
    const body = JSON.stringify(json);
    return { headers: simulated.sign(body, secret, event), body: Buffer.from(body) };
  };

  it('has examples of deliveries and at least three of labels, one of them with no annotations', () => {
    expect(deliveries.length).toBeGreaterThan(0);
    expect(documents.length).toBeGreaterThanOrEqual(3);
    expect(
      documents.some(
        (name) => (readJson(join(examples, 'labels', name, 'label.json')) as Label).annotations.length === 0,
      ),
    ).toBe(true);
  });

  // deliveries/<case>/body.json, announcements.json and, where they matter, headers.json
  describe.each(deliveries)('delivery %s', (name) => {
    const at = (file: string) => join(examples, 'deliveries', name, file);
    const body = readJson(at('body.json')) as Record<string, unknown>;
    const headers = readJsonIfThere(at('headers.json')) as Record<string, string> | undefined;
    const expected = readJson(at('announcements.json')) as Announcement[];
    const delivery = { ...signed(body), headers: { ...signed(body).headers, ...headers } };

    it('announces what the example says', () => {
      expect(platform.events(delivery, now)).toEqual(expected);
    });

    it('announces the same when the platform adds fields', () => {
      const widened = Buffer.from(JSON.stringify({ ...body, addedLater: { deep: [1] } }));
      expect(platform.events({ ...delivery, body: widened }, now)).toEqual(expected);
    });

    it('is accepted with the current secret and with the previous one', () => {
      const { body: bytes, headers: own } = signed(body);
      expect(() => platform.verify({ headers: own, body: bytes }, ['the secret'], now)).not.toThrow();
      expect(() => platform.verify({ headers: own, body: bytes }, ['a newer secret', 'the secret'], now)).not.toThrow();
    });

    it('is refused with another secret, with none, with a changed byte, and unsigned', () => {
      const { body: bytes, headers: own } = signed(body);
      const changed = Buffer.from(bytes);
      changed[5] = (changed[5] ?? 0) ^ 1;
      const refused = expect.objectContaining({ name: 'SignatureMismatch', statusCode: 401 });
      const verifying = (of: { headers?: Record<string, string>; body?: Buffer; secrets?: string[] }) => () =>
        platform.verify({ headers: of.headers ?? own, body: of.body ?? bytes }, of.secrets ?? ['the secret'], now);
      expect(verifying({ secrets: ['another secret'] })).toThrow(refused);
      expect(verifying({ secrets: [] })).toThrow(refused);
      expect(verifying({ body: changed })).toThrow(refused);
      expect(verifying({ headers: {} })).toThrow(refused);
    });
  });

  it.each([
    ['not JSON', 'label'],
    ['a list', '[]'],
    ['null', 'null'],
    ['an empty object', '{}'],
  ])('refuses a body that is %s as MalformedDelivery', (_what, body) => {
    const delivery = { headers: simulated.sign(body, 's', event), body: Buffer.from(body) };
    expect(() => platform.events(delivery, now)).toThrow(
      expect.objectContaining({ name: 'MalformedDelivery', statusCode: 400 }),
    );
  });

  // labels/<case>/document.json, label.json, ref.json and, where the platform keeps it apart, ontology.json
  describe.each(documents)('document %s', (name) => {
    const at = (file: string) => join(examples, 'labels', name, file);
    const { project, ...ref } = readJson(at('ref.json')) as FetchedDocument['ref'] & { project: string };
    const ontology = readJsonIfThere(at('ontology.json'));
    const fetched = deepFreeze({
      ref,
      document: readJson(at('document.json')),
      ...(ontology === undefined ? {} : { ontology }),
    });

    it('becomes the golden label, the same twice, which parses', async () => {
      const { default: reader } = await platform.reader();
      const label = reader.normalise(fetched, project);
      await expect(`${JSON.stringify(label, null, 2)}\n`).toMatchFileSnapshot(at('label.json'));
      expect(reader.normalise(fetched, project)).toEqual(label);
      expect(Label.parse(label)).toEqual(label);
    });

    it('is kept without signed URLs and e-mail addresses', async () => {
      const { default: reader } = await platform.reader();
      const kept = JSON.stringify(reader.clean(fetched.document));
      expect(kept).not.toMatch(/[\w.+-]+@[\w-]+\.\w/);
      expect(kept).not.toMatch(/(Signature|X-Amz-|X-Goog-|token)=/i);
    });
  });

  it.each([[null], [[]], ['text'], [{}], [{ annotations: 5 }]])(
    'refuses the document %j as InvalidLabel',
    async (document) => {
      const { default: reader } = await platform.reader();
      const ref = { label: 'label-1', dataUnit: 'unit-1', occurredAt: now.toISOString() };
      expect(() => reader.normalise({ ref, document }, 'project-1')).toThrow(
        expect.objectContaining({ name: 'InvalidLabel' }),
      );
    },
  );
});
