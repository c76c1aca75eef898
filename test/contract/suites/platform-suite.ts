import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { given } from '../../../lib/contracts/given.ts';
import { Label } from '../../../lib/label/label.ts';
import type { Announcement, FetchedDocument, Platform } from '../../../lib/platforms/platform.ts';
import type { PlatformTesting } from '../../../lib/platforms/testing.ts';
import { idsHeldBy } from '../../support/accounted-ids.ts';
import { deepFreeze } from '../../support/deep-freeze.ts';
import { foldersIn, readJson, readJsonIfThere } from '../../support/examples.ts';
import { listingSuite } from './listing-suite.ts';

const now = new Date('2026-05-04T12:00:00.000Z');
const event = { id: 'event-1', kind: 'upserted' as const, now };
const nextDay = new Date('2026-05-05T12:00:00.000Z');

/**
 * What every platform has to do, as tests: call it in a test file of vitest, with what the platform's `testing` loads and
 * the folder of its examples (`deliveries/<case>/`, `labels/<case>/`; see an existing platform's). `vitest -u` writes the
 * golden labels, which you then read.
 */
export function platformSuite(platform: Platform, testing: PlatformTesting, examples: string): void {
  const { simulated, webhook, idsIn } = testing;
  listingSuite(platform, testing);
  describe(`the platform ${platform.id}`, () => {
    const deliveries = foldersIn(join(examples, 'deliveries'));
    const documents = foldersIn(join(examples, 'labels'));

    const signed = (json: unknown, secret = 'the secret') => {
      const body = JSON.stringify(json);
      return { headers: simulated.sign(body, secret, event), body: Buffer.from(body) };
    };

    // labels/<case>/document.json, label.json, ref.json and, where there are such, ontology.json and attachments.json
    const exampleOf = (name: string) => {
      const at = (file: string) => join(examples, 'labels', name, file);
      const { project, ...ref } = readJson(at('ref.json')) as FetchedDocument['ref'] & { project: string };
      const ontology = readJsonIfThere(at('ontology.json'));
      const files = (readJsonIfThere(at('attachments.json')) ?? {}) as Record<string, string>; // file name by address
      const fetched = {
        ...deepFreeze(given({ ref, document: readJson(at('document.json')), ontology })),
        attachments: new Map(Object.entries(files).map(([address, file]) => [address, readFileSync(at(file))])),
      };
      return { golden: at('label.json'), project, fetched };
    };

    it('has examples of deliveries and at least three of labels, one of them with no annotations', async () => {
      expect(deliveries.length).toBeGreaterThan(0);
      expect(documents.length).toBeGreaterThanOrEqual(3);
      const { default: reader } = await platform.reader();
      const labels = documents.map(exampleOf).map(({ fetched, project }) => reader.normalise(fetched, project));
      expect(labels.map(({ annotations }) => annotations.length)).toContain(0);
    });

    const announcedBy = (name: string) =>
      readJson(join(examples, 'deliveries', name, 'announcements.json')) as Announcement[];

    it('has an example of a delivery that is about no label, and announces nothing', () => {
      expect(deliveries.map(announcedBy)).toContainEqual([]);
    });

    it('can list whatever it announces as a listing', async () => {
      const { default: reader } = await platform.reader();
      const listings = deliveries.flatMap(announcedBy).filter(({ listing }) => listing !== undefined);
      expect(listings.length > 0 ? typeof reader.list : 'function').toBe('function');
    });

    // deliveries/<case>/body.json, announcements.json and, where they matter, headers.json and query.json
    describe.each(deliveries)('delivery %s', (name) => {
      const at = (file: string) => join(examples, 'deliveries', name, file);
      const body = readJson(at('body.json')) as Record<string, unknown>;
      const headers = readJsonIfThere(at('headers.json')) as Record<string, string> | undefined;
      const query = (readJsonIfThere(at('query.json')) ?? {}) as Record<string, string>;
      const expected = readJson(at('announcements.json')) as Announcement[];
      const delivery = { ...signed(body), headers: { ...signed(body).headers, ...headers }, query };

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
        expect(() =>
          platform.verify({ headers: own, body: bytes }, ['a newer secret', 'the secret'], now),
        ).not.toThrow();
      });

      const refused = expect.objectContaining({ name: 'SignatureMismatch', statusCode: 401 });
      type Changes = { headers?: Record<string, string>; body?: Buffer; secrets?: string[]; at?: Date };
      const verifying = (changes: Changes) => () => {
        const { body: bytes, headers: own } = signed(body);
        const sent = { headers: changes.headers ?? own, body: changes.body ?? bytes };
        platform.verify(sent, changes.secrets ?? ['the secret'], changes.at ?? now);
      };

      it('is refused with another secret, with none, with an empty one, and without headers', () => {
        expect(verifying({ secrets: ['another secret'] })).toThrow(refused);
        expect(verifying({ secrets: [] })).toThrow(refused);
        expect(verifying({ secrets: [''] })).toThrow(refused);
        expect(verifying({ headers: {} })).toThrow(refused);
      });

      it(
        platform.authentication === 'signature'
          ? 'is refused with a changed byte'
          : 'is accepted with a changed byte: what comes is the secret itself, and proves nothing of the body',
        () => {
          const changed = Buffer.from(signed(body).body);
          changed[5] = (changed[5] ?? 0) ^ 1;
          if (platform.authentication === 'signature') expect(verifying({ body: changed })).toThrow(refused);
          else expect(verifying({ body: changed })).not.toThrow();
        },
      );

      it('is refused without any one of the headers that the secret or the time went into', () => {
        const { headers: own } = signed(body);
        const text = JSON.stringify(body);
        const made = [
          simulated.sign(text, 'another secret', event),
          simulated.sign(text, 'the secret', { ...event, now: nextDay }),
        ];
        const proving = Object.keys(own).filter((name) => made.some((other) => other[name] !== own[name]));
        const either = proving.filter((name) => webhook.alternatives.includes(name));
        const others = proving.filter((name) => !either.includes(name)).map((name) => [name]);
        const needed = [...others, ...(either.length > 0 ? [either] : [])];
        expect(needed.length).toBeGreaterThan(0);
        for (const names of needed) {
          const without = Object.fromEntries(Object.entries(own).filter(([header]) => !names.includes(header)));
          expect(verifying({ headers: without }), names.join()).toThrow(refused);
        }
      });

      it('is refused a day later, where the platform signs a time', () => {
        const text = JSON.stringify(body);
        const later = simulated.sign(text, 'the secret', { ...event, now: nextDay });
        const signsTime = JSON.stringify(later) !== JSON.stringify(signed(body).headers);
        if (signsTime) expect(verifying({ at: nextDay })).toThrow(refused);
        else expect(verifying({ at: nextDay })).not.toThrow();
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

    describe.each(documents)('document %s', (name) => {
      const { golden, project, fetched } = exampleOf(name);

      it('becomes the golden label, the same twice, which parses', async () => {
        const { default: reader } = await platform.reader();
        const label = reader.normalise(fetched, project);
        await expect(`${JSON.stringify(label, null, 2)}\n`).toMatchFileSnapshot(golden);
        expect(reader.normalise(fetched, project)).toEqual(label);
        expect(Label.parse(label)).toEqual(label);
      });

      it('has every object and classification of the document, under its own id', async () => {
        const { default: reader } = await platform.reader();
        const held = idsHeldBy(reader.normalise(fetched, project));
        const ids = idsIn(fetched.document as Record<string, unknown>);
        expect(ids.filter((id) => !held.has(id))).toEqual([]);
      });

      it('is kept without signed URLs and e-mail addresses', async () => {
        const { default: reader } = await platform.reader();
        const kept = JSON.stringify(reader.clean(fetched.document));
        expect(kept).not.toMatch(/[\w.+-]+@[\w-]+\.\w/);
        expect(kept).not.toMatch(/(Signature|X-Amz-|X-Goog-|token)=/i);
        expect(JSON.stringify(reader.clean(fetched.document))).toBe(kept);
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
}
