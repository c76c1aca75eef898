import { type Browser, chromium } from 'playwright-core';
import { chromiumFile, needsNoSandbox } from '../cli/chromium.ts';

/** A Chromium of this machine, without a window. */
export const startBrowser = (): Promise<Browser> =>
  chromium.launch({ executablePath: chromiumFile(process.env), chromiumSandbox: !needsNoSandbox() });
