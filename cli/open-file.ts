import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';

/** `explorer` ends with 1 when it has opened a file, too. */
const openers: { readonly [Platform in NodeJS.Platform]?: readonly [program: string, ...args: string[]] } = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};

type Run = (program: string, args: readonly string[]) => Promise<unknown>;

/** Shows a file in whatever program the person's desktop has for it. No program takes its name for an option. */
export const openFile = (file: string, platform?: NodeJS.Platform, run?: Run): Promise<void> =>
  open(file, resolve(file), platform, run);

/** Shows a page, whose address begins with `http://`, in the person's browser. */
export const openPage = (address: string, platform?: NodeJS.Platform, run?: Run): Promise<void> =>
  open('the page', address, platform, run);

/** No shell reads the words. */
async function open(
  named: string,
  what: string,
  platform: NodeJS.Platform = process.platform,
  run: Run = promisify(execFile),
): Promise<void> {
  const [program, ...args] = openers[platform] ?? ['xdg-open'];
  try {
    await run(program, [...args, what]);
  } catch (cause) {
    throw new Error(`${program} could not open ${named}. Open it in a browser yourself.`, { cause });
  }
}
