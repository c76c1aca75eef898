import type { Command, Option } from 'commander';
import { beforeAll, describe, expect, it } from 'vitest';
import { commandLine } from '../../cli/command-line.ts';
import { commands } from '../../cli/commands.ts';
import { labelwire } from '../support/command-line.ts';

type Named = { readonly words: readonly string[]; readonly command: Command };

/** Every command that does something itself, by the words that call it. */
const leaves = (command: Command, words: readonly string[] = []): Named[] =>
  command.commands.length === 0
    ? [{ words, command }]
    : command.commands.flatMap((inner) => leaves(inner, [...words, inner.name()]));

let all: readonly Named[];
beforeAll(async () => {
  all = leaves(await commandLine('all'));
});

const nameOf = ({ words }: Named) => words.join(' ');
const longOf = ({ command }: Named) => command.options.map(({ long }) => long);

describe('every command', () => {
  it('is known by its name and one line, and is loaded only where it is called', async () => {
    expect(Object.keys(commands)).toEqual(Object.keys(commands).toSorted());
    const unloaded = await commandLine(undefined);
    expect(unloaded.commands.map((command) => command.name())).toEqual(Object.keys(commands));
    for (const { command } of leaves(unloaded)) {
      expect(command.description()).toBe(commands[command.name()]?.summary);
      expect(command.options).toEqual([]);
    }
  });

  it('takes --json, of which its help says what comes', () => {
    expect(all.length).toBeGreaterThan(20);
    const json = ({ command }: Named): Option | undefined => command.options.find(({ long }) => long === '--json');
    expect(all.filter((named) => !json(named)).map(nameOf)).toEqual([]);
    for (const named of all) expect(json(named)?.description, nameOf(named)).toMatch(/JSON/);
  });

  it('describes each option in a line of its own words', () => {
    for (const named of all)
      for (const option of named.command.options) {
        expect(option.description, `${nameOf(named)} ${option.flags}`).toMatch(/\w.{4}/);
        expect(option.long, `${nameOf(named)} ${option.flags}`).toMatch(/^--[a-z]+(-[a-z]+)*$/);
      }
  });

  it('that is about a deployment takes --stage, --local, --region and --profile, all of them or none', () => {
    const where = ['--stage', '--local', '--region', '--profile'];
    for (const named of all) {
      const found = where.filter((long) => longOf(named).includes(long));
      // Deliveries are sent to this machine only; delegated access may be without a stack; init writes what is to be deployed.
      const allowed = { send: ['--local'], access: ['--stage', '--region', '--profile'], init: ['--stage'] }[
        named.words[0] ?? ''
      ];
      if (found.length > 0) expect(found, nameOf(named)).toEqual(allowed ?? where);
    }
  });

  it('ends a wrong call with 2 and one last line: what was meant, and where the help is', async () => {
    for (const named of all) {
      const typed =
        longOf(named)
          .find((long) => long !== undefined && long.length > 6)
          ?.slice(0, -1) ?? '--jso';
      const ended = await labelwire([...named.words, typed]);
      expect({ ...ended, stderr: '' }, nameOf(named)).toEqual({ code: 2, stdout: '', stderr: '' });
      expect(ended.stderr, nameOf(named)).toMatch(/^labelwire: Unknown option '--[a-z-]+'\. Did you mean --[a-z-]+\? /);
      expect(ended.stderr).toMatch(new RegExp(` Run 'npx labelwire ${nameOf(named)} --help'\\.\\n$`));
    }
  });

  it('writes its error as JSON on standard error where --json asks for it, and nothing else', async () => {
    for (const named of all) {
      const { code, stdout, stderr } = await labelwire([...named.words, '--json', '--no-such-option']);
      expect({ code, stdout }, nameOf(named)).toEqual({ code: 2, stdout: '' });
      const help = `npx labelwire ${nameOf(named)} --help`;
      const message = expect.stringContaining("Unknown option '--no-such-option'.");
      expect(JSON.parse(stderr)).toEqual({ error: { name: 'WrongCall', message, exitCode: 2, help } });
    }
  });

  it('suggests the choice that was meant', async () => {
    const choosing = all.flatMap((named) =>
      named.command.options.flatMap((option) => (option.argChoices ? [{ named, option }] : [])),
    );
    expect(choosing.length).toBeGreaterThan(5);
    for (const { named, option } of choosing) {
      const [choice = ''] = option.argChoices ?? [];
      const { code, stderr } = await labelwire([...named.words, option.long ?? '', `${choice}x`]);
      expect(code).toBe(2);
      expect(stderr).toContain(`Did you mean "${choice}"?`);
    }
  });

  it('shows its help as "help <command>" and as "<command> --help", on standard output', async () => {
    for (const { words } of all) {
      const [help, option] = [await labelwire(['help', ...words]), await labelwire([...words, '--help'])];
      expect(help).toMatchObject({ code: 0, stderr: '' });
      expect(help).toEqual(option);
      expect(help.stdout).toContain(`Usage: labelwire ${words.join(' ')} `);
    }
  });
});

it.each([
  ['dqs', 'dlq'],
  ['version', '--version'],
  ['stats', 'status'],
])('labelwire %s asks whether %s was meant', async (typed, meant) => {
  expect(await labelwire([typed])).toEqual({
    code: 2,
    stdout: '',
    stderr: `labelwire: Unknown command '${typed}'. Did you mean ${meant}? Run 'npx labelwire --help'.\n`,
  });
});

it('labelwire alone shows what there is, and a group of commands asks which', async () => {
  expect(await labelwire([])).toEqual(await labelwire(['--help']));
  expect(await labelwire(['dlq'])).toMatchObject({
    code: 2,
    stderr: "labelwire: A command is missing: list, show, replay, purge, restore. Run 'npx labelwire dlq --help'.\n",
  });
});
