import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { notificationDetails } from '../../../lib/contracts/notifications.ts';
import { root } from '../../support/examples.ts';

const guide = readFileSync(join(root, 'docs', 'guide', 'tell-my-training-job.md'), 'utf8');

/** The names in the first column of the table that is marked so. */
function documented(type: string): string[] {
  const [, after = ''] = guide.split(`<!-- fields: ${type} -->`);
  const rows = (after.split(/\n(?=[^|\n])/)[0] ?? '').split('\n').filter((line) => line.startsWith('| `'));
  return rows.flatMap((row) => [...(row.split('|')[1] ?? '').matchAll(/`(\w+)`/g)].map(([, name = '']) => name));
}

it.each(['label.exported', 'label.failed'] as const)('the guide has each field of %s, and no other', (type) => {
  expect(documented(type).toSorted()).toEqual(Object.keys(notificationDetails[type].shape).toSorted());
});

it('a deleted label has the fields of an exported one, as the guide says', () => {
  expect(notificationDetails['label.deleted']).toBe(notificationDetails['label.exported']);
});

it('the template of the guide asks for events and fields that there are', () => {
  const [, template = ''] = /```yaml\n(Resources:[\s\S]*?)```/.exec(guide) ?? [];
  const { Resources } = parse(template, { logLevel: 'silent' }) as {
    Resources: Record<string, { Type: string; Properties?: { EventPattern?: Pattern } }>;
  };
  type Pattern = { source: string[]; 'detail-type': (keyof typeof notificationDetails)[]; detail: object };
  const patterns = Object.values(Resources).flatMap(({ Properties }) => Properties?.EventPattern ?? []);
  expect(patterns.length).toBeGreaterThan(3);
  for (const { source, 'detail-type': types, detail } of patterns) {
    expect(source).toEqual(['labelwire']);
    for (const type of types.filter((name) => String(name) !== 'release.created'))
      expect(Object.keys(notificationDetails[type].shape)).toEqual(expect.arrayContaining(Object.keys(detail)));
  }
});
