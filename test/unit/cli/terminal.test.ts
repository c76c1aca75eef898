import { describe, expect, it } from 'vitest';
import { commandLine } from '../../../cli/command-line.ts';
import { filled, outlined } from '../../../cli/terminal.ts';

const widest = (text: string) => Math.max(...text.split('\n').map((line) => line.length));

describe('a text of several lines', () => {
  it('has what does not fit below, in the place of its line', () => {
    const line = '  place-not-held: frame, frames, page, time, text, markup, message';
    expect(outlined(`yolo\n${line}`, 50)).toBe(
      'yolo\n  place-not-held: frame, frames, page, time,\n    text, markup, message',
    );
    expect(outlined(`yolo\n${line}`, undefined)).toBe(`yolo\n${line}`);
  });
});

describe('help', () => {
  it('is filled to the width, paragraph by paragraph, and keeps options and examples', () => {
    const examples = 'Examples:\n  labelwire status --stage prod --since 7d --json | jq .connections\n';
    const help = `One sentence that is broken\nin two at another place.\n\n${examples}`;
    expect(filled(help, 45)).toBe(`One sentence that is broken in two at another\nplace.\n\n${examples}`);
    expect(filled(help, 60)).toBe(`One sentence that is broken in two at another place.\n\n${examples}`);
    expect(filled(help, undefined)).toBe(help);
  });

  it('of every command is no wider than 80 columns there, but for what a person copies', async () => {
    const program = await commandLine('all');
    for (const command of [program, ...program.commands, ...program.commands.flatMap(({ commands }) => commands)]) {
      let help = '';
      command.configureOutput({ writeOut: (text) => (help += filled(text, 80)), getOutHelpWidth: () => 80 });
      command.outputHelp();
      const prose = help.replace(/^Usage: .*|^ .*/gm, '');
      expect(widest(prose), command.name()).toBeLessThanOrEqual(80);
    }
  });
});
