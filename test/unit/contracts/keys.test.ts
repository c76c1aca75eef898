import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alternativeKey, encodeId, executionName, keys } from '../../../lib/contracts/keys.ts';
import { anEvent } from '../../support/events.ts';

const anyId = fc.string({ minLength: 1, maxLength: 400, unit: 'grapheme' });

describe('an id in a key', () => {
  it('leaves lower-case letters, digits and hyphens, and writes every other byte in hex', () => {
    expect(encodeId('1f6c2d8e-0a47')).toBe('1f6c2d8e-0a47');
    expect(encodeId('aB/c+d=')).toBe('a_42_2fc_2bd_3d');
    expect(encodeId('..')).toBe('_2e_2e');
    expect(encodeId('é_')).toBe('_c3_a9_5f');
  });

  it('is never the same for two ids, also on a disk that ignores case', () => {
    fc.assert(
      fc.property(fc.uniqueArray(anyId, { minLength: 2, maxLength: 6 }), (ids) => {
        expect(new Set(ids.map((id) => encodeId(id).toLowerCase())).size).toBe(ids.length);
      }),
    );
  });

  it('is safe in a path and short enough for one', () => {
    fc.assert(
      fc.property(anyId, (id) => {
        expect(encodeId(id)).toMatch(/^[a-z0-9_-]{1,180}$/);
      }),
    );
  });

  it('keeps long ids apart that begin alike, and apart from every short one', () => {
    const long = 'a'.repeat(181);
    expect(encodeId(`${long}b`)).not.toBe(encodeId(`${long}c`));
    expect(encodeId(`${long}b`)).toHaveLength(180);
    expect(encodeId('a'.repeat(180))).toBe('a'.repeat(180));
    expect(encodeId(encodeId(long))).not.toBe(encodeId(long));
  });
});

describe('keys', () => {
  const label = { connection: 'encord', project: 'p/1', label: 'a+b' };
  it('stand below root, platform and project', () => {
    expect(keys.record(label)).toBe('records/encord/p_2f1/a_2bb.json');
    expect(keys.classes(label)).toBe('classes/encord/p_2f1.json');
    expect(keys.tree('exports/yolo', label)).toBe('exports/yolo/encord/p_2f1/');
    expect(keys.staging('x')).toBe('staging/x');
  });

  it.each([
    ['street/1.txt', 'street/1--a_2bb.txt'],
    ['street.old/1', 'street.old/1--a_2bb'],
    ['a.b.json', 'a.b--a_2bb.json'],
    ['heads/brain.v2.nii.gz', 'heads/brain.v2--a_2bb.nii.gz'],
    ['heads.old/brain.gz', 'heads.old/brain--a_2bb.gz'],
    ['2024.gz', '2024--a_2bb.gz'],
  ])('get an alternative with the label before the ending: %s → %s', (key, alternative) => {
    expect(alternativeKey(key, 'a+b')).toBe(alternative);
  });
});

describe('the name of an execution', () => {
  const group = (...events: Parameters<typeof anEvent>[0][]) => ({
    connection: 'encord',
    project: 'project-1',
    events: events.map(anEvent),
  });
  const name = (...events: Parameters<typeof anEvent>[0][]) => executionName(group(...events));

  it('is one that Step Functions takes', () => {
    expect(name({ id: 'event/with:odd*letters' })).toMatch(/^encord-[0-9a-f]{40}$/);
  });

  it('is the same for the same events in any order, whenever they came', () => {
    expect(name({ id: 'a' }, { id: 'b' })).toBe(name({ id: 'b' }, { id: 'a', receivedAt: '2026-06-01T00:00:00.000Z' }));
  });

  it.each([
    ['another event', { id: 'another' }],
    ['another label', { label: 'another' }],
    ['another data unit', { dataUnit: 'another' }],
    ['another attempt', { attempt: 2 }],
  ])('differs for %s', (_what, parts) => {
    expect(name(parts)).not.toBe(name({}));
  });

  it('differs for another project and another platform', () => {
    const names = [{}, { project: 'another' }, { connection: 'labelbox' }].map((parts) =>
      executionName({ ...group({}), ...parts }),
    );
    expect(new Set(names).size).toBe(3);
  });
});
