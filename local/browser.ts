import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** A Chromium of this machine, without a window. */
export const startBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? browserIn(process.env.PATH ?? ''),
    chromiumSandbox: process.getuid?.() !== 0, // Chromium refuses to have one where root runs it
  });

function browserIn(path: string): string {
  const candidates = path.split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  const found = candidates.find(isExecutable);
  if (found !== undefined) return found;
  throw new Error(
    'A browser must be there for this, but is not. Install one: sudo apt-get install -y chromium; or name one: CHROMIUM=/path/to/chrome',
  );
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false; // the next one may be
  }
}
