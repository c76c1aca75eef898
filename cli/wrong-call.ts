import { type Command, type CommanderError, InvalidArgumentError, type Option } from 'commander';
import { nearest, unknownWord } from '../lib/configuration/configuration-problem.ts';
import { filled, terminalWidth } from './terminal.ts';

/** A call that no command can run as it is written. `command`: `labelwire dlq replay`, the one that it was meant for. */
export class WrongCall extends Error {
  override readonly name = 'WrongCall';
  readonly command: string;

  constructor(message: string, command: string) {
    super(message);
    this.command = command;
  }
}

/** Makes a wrong call throw WrongCall, in every command. Commander alone would print its message above the whole help. */
export function reportWrongCalls(command: Command, above: readonly string[] = []): void {
  const names = [...above, command.name()];
  command
    .showSuggestionAfterError(false)
    .configureOutput({
      writeErr: () => undefined,
      writeOut: (text) => void process.stdout.write(filled(text, terminalWidth())),
    })
    .exitOverride((error) => {
      throw error.exitCode === 0 ? error : new WrongCall(messageOf(error, command), names.join(' '));
    });
  for (const option of command.options) suggestChoice(option);
  for (const inner of command.commands) reportWrongCalls(inner, names);
}

function messageOf({ code, message }: CommanderError, command: Command): string {
  if (code === 'commander.help') return `A command is missing: ${namesOf(command).join(', ')}.`;
  const bare = message.replace(/^error: /, '');
  if (code === 'commander.error') return bare; // our own words
  const said = sentence((code === 'commander.missingMandatoryOptionValue' && misspelt(command)) || bare);
  const word = /^Unknown (?:command|option) '([^']*)'/.exec(said)?.[1];
  const near = word === undefined ? undefined : nearest(word, [...namesOf(command), ...optionsOf(command)]);
  return near === undefined ? said : `${said} Did you mean ${near}?`;
}

/** A mandatory option that is misspelt is missing, too, and the word that was typed says more. */
function misspelt(command: Command): string | undefined {
  const known = optionsOf(command);
  const words = typedWords(command);
  const end = words.indexOf('--');
  const unknown = (end === -1 ? words : words.slice(0, end))
    .map((word) => word.replace(/=.*$/s, ''))
    .find((word) => word.startsWith('--') && !known.includes(word));
  return unknown === undefined ? undefined : `unknown option '${unknown}'`;
}

/** Those of the whole call, which only the outermost command has. */
const typedWords = (command: Command): readonly string[] =>
  command.parent ? typedWords(command.parent) : (command as Command & { readonly rawArgs: readonly string[] }).rawArgs;

const namesOf = ({ commands }: Command): string[] => commands.map((inner) => inner.name());
const optionsOf = ({ options }: Command): string[] => [...options.flatMap(({ long }) => long ?? []), '--help'];

const sentence = (text: string): string =>
  `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`.replace(/[^.?!]$/, (end) => `${end}.`);

function suggestChoice(option: Option): void {
  const { argChoices, parseArg } = option;
  if (!argChoices || !parseArg) return;
  option.argParser((value: string, previous: unknown) => {
    if (argChoices.includes(value)) return parseArg(value, previous);
    throw new InvalidArgumentError(unknownWord(value, 'a choice', argChoices, 'Choices'));
  });
}
