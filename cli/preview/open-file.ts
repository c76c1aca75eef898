import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

/** `explorer` ends with 1 when it has opened a file, too. */
const openers: { readonly [Platform in NodeJS.Platform]?: readonly [program: string, ...args: string[]] } = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

type Run = (program: string, args: readonly string[]) => Promise<unknown>;

/** Shows a file in whatever program the person's desktop has for it. No shell reads its name, and no program takes it for an option. */
export async function openFile(
  file: string,
  platform: NodeJS.Platform = process.platform,
  run: Run = promisify(execFile),
): Promise<void> {
  const [program, ...args] = openers[platform] ?? ['xdg-open'];
  try {
    await run(program, [...args, resolve(file)]);
  } catch (cause) {
    throw new Error(`${program} could not open ${file}. Open it in a browser yourself.`, { cause });
  }
}
