import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { type ConsoleDeployment, consoleDeployment } from '../cli/console/console-deployment.ts';
import { startConsole } from '../cli/console/console-server.ts';
import { localEnvironmentFile } from '../cli/deployment.ts';
import { startBrowser } from './browser.ts';
import { environmentForTools } from './environment.ts';
import { newFolder } from './new-folder.ts';
import type { Pipeline } from './pipeline.ts';

export type OpenConsole = {
  /** With the token. */
  readonly address: string;
  readonly browser: Browser;
  /** Where the console runs, and writes archives. */
  readonly folder: string;
  /** What pages reported: errors, and what their policy kept them from. */
  readonly reported: string[];
  /** The page, in a browser that keeps nothing of another one. */
  open(options?: { readonly width?: number; readonly height?: number; readonly dark?: boolean }): Promise<Page>;
  close(): Promise<void>;
};

export type ConsoleSetting = {
  /** The folder of the built page. */
  readonly page: string;
  /** Of the deployment, what is to be another. */
  readonly deployment?: Partial<ConsoleDeployment>;
};

/** The machine may be busy; what takes longer does not come. */
const mostMilliseconds = 20_000;
const lookMilliseconds = 500;

/** The console of a pipeline of this process, as `labelwire console --local` serves it, and a browser. This process moves to its folder. */
export async function openConsole(pipeline: Pipeline, { page, deployment }: ConsoleSetting): Promise<OpenConsole> {
  const folder = newFolder();
  mkdirSync(join(folder, dirname(localEnvironmentFile)));
  writeFileSync(join(folder, localEnvironmentFile), JSON.stringify(environmentForTools(pipeline)));
  const before = process.cwd();
  process.chdir(folder);
  const own = await consoleDeployment({ stage: 'dev', local: true });
  const served = await startConsole({ ...own, ...deployment }, { port: 0, page, lookMilliseconds });
  const browser = await startBrowser();
  const reported: string[] = [];
  return {
    address: served.address,
    browser,
    folder,
    reported,
    async open({ width = 1280, height = 800, dark = false } = {}) {
      const colorScheme = dark ? 'dark' : 'light';
      const context = await browser.newContext({ viewport: { width, height }, colorScheme, reducedMotion: 'reduce' });
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
