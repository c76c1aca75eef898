import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { loadConfiguration } from '../cli/load-configuration.ts';
import { loadServedLabels } from '../cli/send/served-labels.ts';
import { buildPage } from '../console/build.ts';
import { newFolder } from '../local/new-folder.ts';
import { openConsole } from '../local/open-console.ts';
import { startPipeline } from '../local/pipeline.ts';
import { samples } from '../local/samples-folder.ts';
import { root } from './generate.ts';

/** `npm run screenshots`: the screens of the console over the samples, as docs/console.md shows them. */
const folder = join(root, 'docs', 'console');

const looks = [
  { name: 'wide-light', width: 1280, height: 800, dark: false },
  { name: 'wide-dark', width: 1280, height: 800, dark: true },
  { name: 'narrow-light', width: 360, height: 740, dark: false },
  { name: 'narrow-dark', width: 360, height: 740, dark: true },
];

/** What to do to be at a screen, and what is there then. */
const screens: Readonly<Record<string, (page: Page) => Promise<void>>> = {
  labels: async (page) => page.locator('.tile img').nth(1).waitFor(),
  async label(page) {
    await page.locator('.tile[href*="61"]').click();
    await page.getByRole('radio', { name: 'the file of yolo' }).check();
    await page.locator('figure', { hasText: 'yolo:' }).waitFor();
  },
  async compared(page) {
    await page.locator('.tile[href*="61"]').click();
    await page.getByRole('button', { name: /^Compare / }).click();
    await page.locator('figure').nth(1).waitFor();
  },
  async failed(page) {
    await page.getByRole('link', { name: /^Failed/ }).click();
    await page.locator('.group').first().waitFor();
  },
};

const page = newFolder();
await buildPage(page);
const { labels } = await loadServedLabels(samples, await loadConfiguration());
const pipeline = await startPipeline({ labels, retrySpeed: 2_000 });
for (const connection of pipeline.connections) {
  for (const label of connection.labels) await connection.announce(label);
}
await pipeline.aws.idle();
const encord = pipeline.connection('encord');
const owner = pipeline.connections.find(({ labels: own }) => own.some(({ label }) => label === '61'));
const edited = owner?.labels.find(({ label }) => label === '61');
if (!owner || !edited) throw new Error('The samples have no label 61 any more.');
edited.document = JSON.parse(
  JSON.stringify(edited.document)
    .replace(/"width":(\d\d)\b/, '"width":12')
    .replaceAll(/"updated_at":"[^"]*"/g, '"updated_at":"2026-06-01T09:00:00.000000Z"'),
);
await owner.announce(edited);
await pipeline.aws.idle();
for (const label of encord.labels.slice(0, 3)) {
  label.document = { ...(label.document as object), data_units: 'a text' };
  await encord.announce(label, { occurredAt: new Date() });
}
await pipeline.aws.idle();
mkdirSync(folder, { recursive: true });
const opened = await openConsole(pipeline, { page });
for (const { name, ...look } of looks) {
  for (const [screen, show] of Object.entries(screens)) {
    const shown = await opened.open(look);
    await shown.locator('.verdict.needs').waitFor();
    await show(shown);
    await shown.screenshot({ path: join(folder, `${screen}-${name}.png`) });
    await shown.context().close();
  }
}
await opened.close();
await pipeline.stop();
