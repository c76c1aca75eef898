import { readFileSync } from 'node:fs';
import { quoted } from '../../lib/contracts/printable.ts';
import type { Setup } from '../../lib/platforms/platform.ts';

/** What a person is asked for, or a script gives. Nobody is asked when nobody sits at the terminal. */
export const isInteractive = (): boolean => process.stdin.isTTY === true && process.stdout.isTTY === true;

/** A secret of a file (`-`: standard input) or of the environment; undefined where neither is named. */
export function givenSecret(file: string | undefined, variable: string): string | undefined {
  const text = file === undefined ? process.env[variable] : textOf(file);
  const secret = text?.trim();
  if (secret === '')
    throw new Error(`${file === undefined ? variable : quoted(file)} is empty. It must hold the secret.`);
  return secret;
}

/** Of a file; `-`: of standard input. */
export function textOf(file: string): string {
  try {
    return readFileSync(file === '-' ? process.stdin.fd : file, 'utf8');
  } catch (cause) {
    throw new Error(`${quoted(file)} cannot be read (${(cause as NodeJS.ErrnoException).code}).`, { cause });
  }
}

/** Hidden while it is typed. */
export async function askSecret(message: string): Promise<string> {
  const { password } = await import('@inquirer/prompts');
  return (await password({ message, mask: '*', validate: isGiven })).trim();
}

/** A secret of many lines cannot be typed: it is read from a file. */
async function askSecretFile(message: string): Promise<string> {
  return textOf(await askText(`${message}: path of the file`)).trim();
}

/** The credential of a platform's API. */
export async function askCredential({ title, where, isFile }: Setup['credential']): Promise<string> {
  if (!isInteractive()) {
    throw new Error(
      `The ${title} is missing. Give it with --api-key-file <file> (- for standard input) or LABELWIRE_API_KEY. ${where}.`,
    );
  }
  return isFile ? askSecretFile(title) : askSecret(`${title} (${where})`);
}

export async function askText(message: string): Promise<string> {
  const { input } = await import('@inquirer/prompts');
  return (await input({ message, validate: isGiven })).trim();
}

/** `usual` is what Enter alone answers. */
export async function askYes(message: string, usual = true): Promise<boolean> {
  const { confirm } = await import('@inquirer/prompts');
  return confirm({ message, default: usual });
}

const isGiven = (text: string): true | string => text.trim() !== '' || 'It is needed.';
