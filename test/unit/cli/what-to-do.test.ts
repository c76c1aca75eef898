import type { Command } from 'commander';
import { expect, it } from 'vitest';
import { commandLine } from '../../../cli/command-line.ts';
import { platformFacts } from '../../../cli/dlq/platform-facts.ts';
import { whatToDo } from '../../../cli/dlq/what-to-do.ts';
import { pipelineErrors } from '../../../lib/contracts/errors.ts';

const failed = {
  connection: 'encord',
  project: 'quay',
  label: "quay's 1",
  letters: '--id 0f9d5c1e',
  id: '0f9d5c1e',
  at: ' --stage prod',
};
const errors = [...Object.keys(pipelineErrors), 'NotTakenUp', 'TooNew', 'Unreadable', 'States.Timeout'];

/** The command that a line calls, with the options of the line that it does not know. */
function called(program: Command, line: string) {
  const words = line.replace(/^npx labelwire /, '').split(' ');
  let command = program;
  for (const word of words) command = command.commands.find((each) => each.name() === word) ?? command;
  const known = new Set(command.options.map(({ long }) => long));
  return { name: command.name(), unknown: words.filter((word) => word.startsWith('--') && !known.has(word)) };
}

it('every error has a sentence that says what to do, and commands that there are', async () => {
  const program = await commandLine('all');
  for (const error of errors) {
    const { text, commands } = whatToDo({ ...failed, error }, undefined);
    expect(text).toMatch(/^[A-Z].*\.$/);
    expect(text).not.toMatch(/ The platform/);
    expect(commands.length).toBeGreaterThan(0);
    for (const { name, line } of commands) {
      expect(line).toMatch(/^npx labelwire .* --stage prod$/);
      expect(called(program, line)).toEqual({ name, unknown: [] });
    }
  }
});

it('is said in the words of the platform, and where its key is made', async () => {
  const facts = await platformFacts();
  for (const [connection, { title, keyIsMade }] of facts) {
    const { text, commands } = whatToDo({ ...failed, connection, error: 'PlatformRefused' }, facts.get(connection));
    expect(text).toContain(`${title} does not take the key`);
    expect(text).toContain(`may not see project quay. Make one that may (${keyIsMade})`);
    expect(commands[0]?.line).toBe(`npx labelwire connect ${connection} --stage prod`);
  }
  expect(facts.size).toBeGreaterThan(0);
});

it('names no connection and no label where nobody knows them, and quotes what a shell would take apart', () => {
  const { connection: _connection, label: _label, ...rest } = failed;
  expect(whatToDo({ ...rest, error: 'PlatformRefused' }, undefined).commands.map(({ name }) => name)).toEqual([
    'replay',
  ]);
  expect(whatToDo({ ...failed, error: 'LabelNotFound' }, undefined).commands[0]?.line).toBe(
    `npx labelwire trace 'quay'\\''s 1' --stage prod`,
  );
});
