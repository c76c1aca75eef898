import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { newFolder } from '../../../local/new-folder.ts';
import { root } from '../../support/examples.ts';
import type { Finding } from './judge.ts';
import { jsonOf } from './python-tool.ts';
import type { Scanner } from './scanner.ts';

const Baseline = z.object({
  results: z.record(
    z.string(),
    z.array(z.object({ type: z.string(), hashed_secret: z.string(), line_number: z.number() })),
  ),
});

/**
 * detect-secrets on these files of a folder. A comment in a file cannot hush it. `where` is the line, whether the value is
 * plain words, and the first digits of its SHA-1: the value itself is never printed.
 */
function look(programs: string, folder: string, files: readonly string[]): Finding[] {
  const hushing = 'detect_secrets.filters.allowlist.is_line_allowlisted';
  const parameters = ['scan', '--all-files', '--disable-filter', hushing, ...files];
  const { results } = Baseline.parse(jsonOf(join(programs, 'detect-secrets'), parameters, folder, [0]));
  return Object.entries(results).flatMap(([file, found]) => {
    const lines = readFileSync(join(folder, file), 'utf8').split('\n');
    return found.map(({ type, hashed_secret, line_number }) => ({
      rule: type,
      where: `${file}:${line_number} ${kindOf(lines[line_number - 1] ?? '', hashed_secret)} ${hashed_secret.slice(0, 8)}`,
      message: 'It looks like a secret. Revoke and remove it if it is one; else write in reviewed.ts what it is.',
    }));
  });
}

/** `words` when the value in this line, known by its SHA-1, is lower-case words and nothing else. */
export function kindOf(line: string, sha1: string): 'words' | 'value' {
  const quoted = [...line.matchAll(/(['"`])(.*?)\1/g)].map(([, , text]) => text ?? '');
  const value = quoted.find((text) => createHash('sha1').update(text).digest('hex') === sha1);
  return value && /^[a-z]+([ /-][a-z]+)*$/.test(value) ? 'words' : 'value';
}

/** What is in the repository or would be with the next commit. */
function filesOfRepository(): string[] {
  const parameters = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
  const files = execFileSync('git', parameters, { cwd: root, encoding: 'utf8' }).split('\0').filter(Boolean);
  return files.filter((file) => existsSync(join(root, file)));
}

export const secrets = (programs: string): Scanner => ({
  name: 'detect-secrets',
  scan: () => {
    const files = filesOfRepository();
    return { looked: files.length, at: 'files of the repository', findings: look(programs, root, files) };
  },
  planted: [{ rule: 'AWS Access Key', find: () => plantedKey(programs) }],
});

/** An AWS key made at random, with a comment beside it that asks to look away. */
function plantedKey(programs: string): Finding[] {
  const folder = newFolder();
  const key = `AKIA${randomBytes(16)
    .toString('base64')
    .replaceAll(/[^A-Za-z]/g, 'Q')
    .toUpperCase()
    .slice(0, 16)}`;
  writeFileSync(join(folder, 'planted.ts'), `const given = '${key}'; // pragma: allowlist secret\n`);
  return look(programs, folder, ['planted.ts']);
}
