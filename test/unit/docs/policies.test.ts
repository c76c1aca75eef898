import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { policyFiles } from '../../../docs/policies.ts';

const files = policyFiles().map(([file, text]) => [basename(file), file, text] as const);

describe.each(files)('docs/policies/%s', (name, file, text) => {
  it('is as the code makes it: npm run docs', () => {
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it.runIf(name.endsWith('.json'))('fits into a role, and names each statement once', () => {
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html: 10,240 characters inline, spaces not counted
    expect(text.replaceAll(/\s/g, '').length).toBeLessThan(10_240);
    const { Statement } = JSON.parse(text) as { Statement: { Sid: string }[] };
    const names = Statement.map(({ Sid }) => Sid);
    expect(new Set(names).size).toBe(names.length);
    for (const each of names) expect(each).toMatch(/^[A-Za-z0-9]+$/);
  });
});
