import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { commandLine } from '../../../cli/command-line.ts';
import { commandsFile, commandsText } from '../../../docs/commands.ts';

const all = (command: Command): Command[] => [command, ...command.commands.flatMap(all)];

describe('docs/commands.md', () => {
  it('says what the commands say of themselves today (npm run docs)', async () => {
    expect(readFileSync(commandsFile, 'utf8')).toBe(await commandsText());
  });

  it('has every command and every option, each with a description', async () => {
    const text = await commandsText();
    const commands = all(await commandLine('all')).filter((command) => command.commands.length === 0);
    expect(commands.length).toBeGreaterThan(5);
    for (const command of commands) {
      expect(command.description(), command.name()).not.toBe('');
      for (const option of command.options) {
        expect(option.description, option.flags).not.toBe('');
        expect(text).toContain(option.flags);
      }
    }
  });

  it('gives no command an option that takes a secret itself', async () => {
    const flags = all(await commandLine('all')).flatMap(({ options }) => options.map((option) => option.flags));
    const named = flags.filter((flag) => /key|secret|token|password/.test(flag) && flag.includes('<'));
    expect(named.filter((flag) => !/<(file|arn|id)>$/.test(flag))).toEqual([]);
    expect(named.length).toBeGreaterThan(1);
  });
});
