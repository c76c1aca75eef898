import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];
/** On a Mac, programs with windows are not on the path. */
const macFiles = ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
  (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
);

/** The file of a Chromium of this machine: the one that the variable `CHROMIUM` names, else the first that is found. */
export function chromiumFile(
  { CHROMIUM, PATH = '' }: NodeJS.ProcessEnv,
  elsewhere: readonly string[] = macFiles,
): string {
  if (CHROMIUM) return CHROMIUM;
  const onPath = PATH.split(delimiter).flatMap((folder) => names.map((name) => join(folder, name)));
  const found = [...onPath, ...elsewhere].find(isExecutable);
  if (found !== undefined) return found;
  throw new Error(
    'A Chromium or Chrome must be on this machine, but none was found. Install one: sudo apt-get install -y chromium; or name one: CHROMIUM=/path/to/chrome',
  );
}

/** Chromium refuses to have a sandbox where root runs it. */
export const needsNoSandbox = (): boolean => process.getuid?.() === 0;

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false; // the next one may be
  }
}
