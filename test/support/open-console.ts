import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { consoleDeployment } from '../../cli/console/console-deployment.ts';
import { type Console, startConsole } from '../../cli/console/console-server.ts';
import { buildPage } from '../../console/build.ts';
import { startBrowser } from '../../local/browser.ts';
import { environmentForTools } from '../../local/environment.ts';
import { folderOfLocalPipeline } from './command-line.ts';
import type { TestPipeline } from './running-pipeline.ts';

export type OpenConsole = {
  readonly console: Console;
  readonly browser: Browser;
  /** The folder of the pipeline, in which archives are written. */
  readonly folder: string;
  /** A page at the address that was printed, in a browser that keeps nothing of another; fails where the page reports an error. */
  open(options?: { readonly width?: number; readonly dark?: boolean }): Promise<Page>;
  /** What pages reported since they were opened: errors, and what their policy kept them from. */
  readonly reported: string[];
  close(): Promise<void>;
};

/** The machine may be busy; what takes longer does not come. */
const mostMilliseconds = 20_000;

/** The console of a running pipeline as `labelwire console --local` serves it, and a browser. */
export async function anOpenConsole(on: TestPipeline): Promise<OpenConsole> {
  const folder = folderOfLocalPipeline(environmentForTools(on.pipeline));
  const page = mkdtempSync(join(tmpdir(), 'labelwire-page-'));
  await buildPage(page);
  const before = process.cwd();
  process.chdir(folder);
  const served = await startConsole(await consoleDeployment({ stage: 'dev', local: true }), {
    port: 0,
    page,
    lookMilliseconds: 500,
  });
  const browser = await startBrowser();
  const reported: string[] = [];
  return {
    console: served,
    browser,
    folder,
    reported,
    async open({ width = 1280, dark = false } = {}) {
      const viewport = { width, height: 800 };
      const context = await browser.newContext({
        viewport,
        colorScheme: dark ? 'dark' : 'light',
        reducedMotion: 'reduce',
      });
      context.setDefaultTimeout(mostMilliseconds);
      const opened = await context.newPage();
      opened.on('pageerror', ({ message }) => reported.push(message));
      opened.on('console', (message) => {
        if (message.type() === 'error') reported.push(message.text());
      });
      await opened.goto(served.address);
      return opened;
    },
    async close() {
      await browser.close();
      await served.close();
      process.chdir(before);
    },
  };
}
