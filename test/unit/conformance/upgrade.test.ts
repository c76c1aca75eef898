import { describe, expect, it } from 'vitest';
import { type Git, readOptions } from '../../conformance/upgrade/options.ts';

/** A repository of one commit, with this tag. */
const repository =
  (tag?: string): Git =>
  (command, ...rest) => {
    if (command === 'describe') return tag;
    return /^(v1|abc1234)\^\{commit\}$/.test(rest.at(-1) ?? '') ? 'abc1234' : undefined;
  };

describe('the options of an upgrade', () => {
  it('are the newest tag and 500 labels when nothing is given', () => {
    expect(readOptions([], repository('v1'))).toEqual({ from: 'abc1234', labels: 500 });
  });

  it('take any commit, and fewer labels', () => {
    expect(readOptions(['--from', 'abc1234', '--labels', '20'], repository())).toEqual({ from: 'abc1234', labels: 20 });
  });

  it('name the flag where there is no tag', () => {
    expect(() => readOptions([], repository())).toThrow('npm run conformance:upgrade -- --from <commit>');
  });

  it('refuse what git does not know', () => {
    expect(() => readOptions(['--from', 'nowhere'], repository('v1'))).toThrow(
      '--from must be a commit of this repository, but git does not know nowhere. In a shallow clone, run git fetch --unshallow first.',
    );
  });

  it.each(['0', '-1', 'many', '1.5', ''])('refuse --labels=%s', (labels) => {
    expect(() => readOptions([`--labels=${labels}`], repository('v1'))).toThrow(
      `--labels must be a whole number from 1 to 99999, but is ${labels}.`,
    );
  });

  it('are none where the help is asked for, and refused when they are unknown', () => {
    expect(readOptions(['--help'], repository())).toBeUndefined();
    expect(() => readOptions(['--to', 'v2'], repository('v1'))).toThrow(/--to/);
  });
});
