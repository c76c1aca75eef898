import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Finding, judge, type Skip, skipsOfNobody } from '../../conformance/scan/judge.ts';
import { notPermissive, packagesOfPlanted } from '../../conformance/scan/licences.ts';
import { readAudit } from '../../conformance/scan/npm-audit.ts';
import { report } from '../../conformance/scan/report.ts';
import { reviewed } from '../../conformance/scan/reviewed.ts';
import type { Scan, Scanner } from '../../conformance/scan/scanner.ts';
import { kindOf } from '../../conformance/scan/secrets.ts';
import { isPermissive } from '../../conformance/scan/spdx.ts';
import { aslValidator, validated } from '../../conformance/scan/state-machines.ts';
import { hushed } from '../../conformance/scan/template-scanners.ts';
import { withNewResources } from '../../conformance/scan/template-variants.ts';
import { verdictOf } from '../../conformance/scan/verdict.ts';
import { filesBelow, root } from '../../support/examples.ts';

const open: Finding = { rule: 'R1', where: 'Bucket (default)', message: 'It is public.' };
const skip: Skip = {
  scanner: 'a scanner',
  rule: 'R1',
  where: /^Bucket /,
  reason: 'It holds nothing but the public web site.',
};

describe('a finding', () => {
  it('is open when nobody reviewed it', () => {
    expect(judge('a scanner', [open], [])).toEqual({ open: [open], skipped: [], faults: [] });
  });

  it('is skipped when its rule, its place and its scanner were reviewed', () => {
    expect(judge('a scanner', [open, open], [skip])).toEqual({
      open: [],
      skipped: [{ skip, findings: 2 }],
      faults: [],
    });
  });

  it.each([
    ['another rule', { ...skip, rule: 'R2' }],
    ['another place', { ...skip, where: /^Queue / }],
    ['another scanner', { ...skip, scanner: 'another' }],
  ])('stays open when %s was reviewed', (_what, other) => {
    expect(judge('a scanner', [open], [other]).open).toEqual([open]);
  });
});

describe('a skip', () => {
  it.each(['', '   ', 'not needed', 'TODO'])('is a fault when its reason is "%s"', (reason) => {
    expect(judge('a scanner', [open], [{ ...skip, reason }]).faults).toEqual([
      'R1 is skipped without a reason: write why in reviewed.ts.',
    ]);
  });

  it('is a fault when nothing is found there any more', () => {
    expect(judge('a scanner', [], [skip]).faults).toEqual([
      'R1 at /^Bucket / is skipped, and not found: remove it from reviewed.ts.',
    ]);
  });

  it('is refused when its scanner does not exist', () => {
    expect(skipsOfNobody([skip], ['another'])).toEqual([
      'R1 is skipped for a scanner, which is not a scanner: fix reviewed.ts.',
    ]);
    expect(skipsOfNobody([skip], ['a scanner'])).toEqual([]);
  });

  it('matches neither everything nor the same rule and place twice', () => {
    expect(reviewed.length).toBeGreaterThan(0);
    for (const { where } of reviewed) expect(where.test('Anything (default)'), String(where)).toBe(false);
    const keys = reviewed.map(({ scanner, rule, where }) => `${scanner} ${rule} ${where}`);
    expect(keys).toEqual([...new Set(keys)]);
  });

  it('of a secret names files that exist', () => {
    const places = reviewed
      .filter(({ scanner }) => scanner === 'detect-secrets')
      .map(({ where }) => where.source.split(':\\d+')[0] ?? '');
    const files = ['bench', 'cli', 'deploy', 'lib', 'local', 'test'].flatMap((folder) =>
      filesBelow(join(root, folder)).map((file) => join(folder, file)),
    );
    expect(places.length).toBeGreaterThan(0);
    expect(places.filter((place) => !files.some((file) => new RegExp(`${place}$`).test(file)))).toEqual([]);
  });
});

describe('a scanner', () => {
  const scanner = (scan: Scan, seen: readonly Finding[] = [open]): Scanner => ({
    name: 'a scanner',
    scan: () => scan,
    planted: [{ rule: 'R1', find: () => seen }],
  });
  const clean: Scan = { looked: 3, at: 'templates', findings: [] };
  const outcomeOf = async (given: Scanner, skips: readonly Skip[] = []) => (await verdictOf(given, skips)).outcome;

  it('passes when it sees the planted fault, looks at something, and finds nothing open', async () => {
    expect(await outcomeOf(scanner(clean))).toBe('passed');
    expect(await outcomeOf(scanner({ ...clean, findings: [open] }), [skip])).toBe('passed');
  });

  it('fails when a finding is open', async () => {
    expect(await verdictOf(scanner({ ...clean, findings: [open] }), [])).toMatchObject({
      outcome: 'failed',
      faults: ['R1 Bucket (default): It is public.'],
    });
  });

  it('fails when it skips without a reason', async () => {
    const unexplained = { ...skip, reason: '' };
    expect(await outcomeOf(scanner({ ...clean, findings: [open] }), [unexplained])).toBe('failed');
  });

  it('fails when it does not see the planted fault, also where it cannot say anything', async () => {
    const blind = [{ ...open, rule: 'R2' }];
    expect(await outcomeOf(scanner(clean, blind))).toBe('failed');
    expect(await outcomeOf(scanner({ unavailable: 'no answer' }, blind))).toBe('failed');
    expect(await outcomeOf({ ...scanner(clean), planted: [] })).toBe('failed');
  });

  it('fails when it looked at nothing', async () => {
    expect(await outcomeOf(scanner({ ...clean, looked: 0 }))).toBe('failed');
  });

  it('is neither passed nor failed where it is not available', async () => {
    const verdict = await verdictOf(scanner({ unavailable: 'the registry answers 405' }), []);
    expect(verdict.outcome).toBe('not available here');
    expect(report([verdict]).split('\n').slice(-2)).toEqual([
      '1 not available here, which is not passed',
      '0 passed, 0 failed',
    ]);
  });

  it('is reported with what it skipped, why, and what is to be fixed', async () => {
    const other = { ...open, rule: 'R2' };
    const text = report([await verdictOf(scanner({ ...clean, findings: [open, other] }), [skip])]);
    expect(text.split('\n')).toEqual([
      'scanner    outcome  findings  skipped  looked at',
      'a scanner  failed   2         1        3 templates',
      'skipped a scanner R1 (1): It holds nothing but the public web site.',
      'FAILED a scanner: R2 Bucket (default): It is public.',
      '0 passed, 1 failed',
    ]);
  });
});

describe('npm audit', () => {
  const metadata = { dependencies: { prod: 40 } };

  it('finds each vulnerable package', () => {
    const via = [{ title: 'Prototype pollution', url: 'https://example.org/1' }, 'another'];
    expect(readAudit({ vulnerabilities: { left: { severity: 'high', range: '<2', via } }, metadata })).toEqual({
      looked: 40,
      at: 'packages',
      findings: [{ rule: 'high', where: 'left <2', message: 'Prototype pollution https://example.org/1; another' }],
    });
  });

  it('is not available when the registry serves no audits or cannot be reached', () => {
    expect(readAudit({ statusCode: 405, message: '405 Method Not Allowed' })).toHaveProperty('unavailable');
    expect(readAudit({ message: 'request failed, reason: connect ECONNREFUSED' })).toHaveProperty('unavailable');
  });

  it('fails when npm refuses the call, or says what we cannot read', () => {
    expect(() => readAudit({ error: { code: 'ENOLOCK', summary: 'needs a lock file' } })).toThrow('ENOLOCK');
    expect(() => readAudit({ statusCode: 400, message: 'Bad Request' })).toThrow('400');
    expect(() => readAudit({ vulnerabilities: 'many' })).toThrow();
  });
});

describe('a licence', () => {
  it.each([
    ['MIT', true],
    ['(MIT OR GPL-3.0-only)', true],
    ['Apache-2.0 AND MIT', true],
    ['(MIT AND (ISC OR GPL-2.0-only))', true],
    ['GPL-3.0-only', false],
    ['LGPL-2.1-or-later', false],
    ['MPL-2.0', false],
    ['MIT AND GPL-3.0-only', false],
    ['MIT AND (GPL-2.0-only OR AGPL-3.0-only)', false],
    ['GPL-2.0-only WITH Classpath-exception-2.0', false],
    ['(MIT', false],
    ['MIT)', false],
    ['SEE LICENSE IN LICENSE.txt', false],
    ['UNLICENSED', false],
    ['none stated', false],
    ['', false],
  ])('"%s" may be bundled: %s', (expression, allowed) => {
    expect(isPermissive(expression)).toBe(allowed);
  });

  it('is found where a package under the GPL is bundled, and only there', async () => {
    expect(notPermissive(await packagesOfPlanted('GPL-3.0-only'))).toEqual([
      expect.objectContaining({ rule: 'GPL-3.0-only', where: '@planted/package@1.0.0' }),
    ]);
    expect(notPermissive(await packagesOfPlanted('MIT'))).toEqual([]);
  });
});

describe('a secret', () => {
  const sha1 = (text: string) => createHash('sha1').update(text).digest('hex');

  it('is words only when the very value that was found is lower-case words', () => {
    expect(kindOf("const given = 'the secret';", sha1('the secret'))).toBe('words');
    for (const value of ['hunter2', 'AKIAEXAMPLE', 'Correct horse', 'a_b', 'c0ffee']) {
      expect(kindOf(`const given = '${value}'; // 'the secret'`, sha1(value)), value).toBe('value');
    }
    expect(kindOf('const given = unquoted;', sha1('unquoted'))).toBe('value');
  });
});

describe('a state machine', () => {
  it('is refused when a transition leads nowhere', () => {
    const found = validated({ StartAt: 'A', States: { A: { Type: 'Pass', Next: 'Nowhere' } } }, 'planted');
    expect(found.map(({ rule }) => rule)).toContain('MISSING_TRANSITION_TARGET');
  });

  it('is looked for in the folder of all of them, and there it is valid', async () => {
    expect(await aslValidator.scan()).toMatchObject({ looked: expect.toSatisfy((count) => count > 0), findings: [] });
  });
});

it('a template that tells a scanner to look away is found out', () => {
  const bucket = { Type: 'AWS::S3::Bucket', Properties: {} };
  const Metadata = { checkov: { skip: [{ id: 'CKV_AWS_18' }] } };
  const Resources = { Quiet: { ...bucket, Metadata }, Loud: { ...bucket, Metadata: { WildcardReasons: {} } } };
  expect(hushed({ default: { Resources, Outputs: {} } }).map(({ where }) => where)).toEqual(['Quiet (default)']);
});

describe('the variants of the template', () => {
  const bucket = (Properties: Record<string, unknown>) => ({
    Resources: { Bucket: { Type: 'AWS::S3::Bucket', Properties } },
    Outputs: {},
  });

  it('are looked at by the slow scanner only when one of their resources has a property that no earlier one has', () => {
    const templates = {
      first: bucket({ Rules: [{ Id: 'one' }] }),
      otherValues: bucket({ Rules: [{ Id: 'two' }, { Id: 'three' }] }),
      otherProperty: bucket({ Rules: [{ Id: 'one', Days: 1 }] }),
    };

    expect(Object.keys(withNewResources(templates))).toEqual(['first', 'otherProperty']);
  });
});
