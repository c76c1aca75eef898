import { join } from 'node:path';
import type { Command } from 'commander';
import { commandLine } from '../cli/command-line.ts';

export const commandsFile = join(import.meta.dirname, 'commands.md');

const width = 110;

/** Exit codes are the same in every command: cli/failure.ts. */
const beginning = `# The command line

\`npx labelwire <command>\`, in the folder of the project. All of it is made from the commands' own help (\`npm run docs\`).

| exit code | means |
|---|---|
| 0 | done, and nothing was left undone |
| 1 | something failed, was refused or is wrong; standard error says what |
| 2 | the call itself is wrong; nothing was done |
| 130 | stopped before its end: by Ctrl-C, or because nobody reads the output any more (\`| head\`), without a word about it. What was held or begun is given back, or goes on where the command says so |

Commands that look at a deployment use the AWS credentials and the region of your shell (\`AWS_PROFILE\`, \`AWS_REGION\`), or those of
\`--profile\` and \`--region\`, and find it by \`--stage\`, as \`serverless deploy\` made it; with \`--local\` it is the pipeline that \`npm start\` keeps up in this folder. What a command was
asked for goes to standard output, everything else to standard error.

Every command takes \`--json\`. An error is then the last line of standard error, as one object:
\`{"error":{"name":"WrongCall","message":"…","exitCode":2,"help":"npx labelwire dlq replay --help"}}\`. \`name\` is one of the errors of the
[pipeline](design/pipeline.md#when-something-fails), or \`WrongCall\` (the only one with \`help\`), \`NotFound\`, \`NotRunning\`, \`NoCredentials\`, \`Interrupted\` or \`CommandFailed\`.
What the commands print for a person: [terminal.md](terminal.md).
`;

/** Every command that does something itself, by its whole name. */
function commandsBelow(command: Command, above: readonly string[]): { name: string; command: Command }[] {
  const names = [...above, command.name()];
  if (command.commands.length === 0) return [{ name: names.join(' '), command }];
  return command.commands.flatMap((inner) => commandsBelow(inner, names));
}

function helpOf(command: Command): string {
  let help = '';
  command.configureOutput({ writeOut: (text) => (help += text), getOutHelpWidth: () => width });
  command.outputHelp();
  return help.trimEnd();
}

export const commandsText = async (): Promise<string> =>
  [
    beginning,
    ...commandsBelow(await commandLine('all'), []).map(
      ({ name, command }) => `## ${name}\n\n\`\`\`text\n${helpOf(command)}\n\`\`\`\n`,
    ),
  ].join('\n');
