import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { buildPage } from '../../console/build.ts';
import { newFolder } from '../../local/new-folder.ts';
import { openConsole } from '../../local/open-console.ts';
import { startPipeline } from '../../local/pipeline.ts';
import { LabelStore } from './label-store.ts';

/** `npm run console-load -- --labels 100000`: first paint, and memory of page and server before and after scrolling to the end. */
const { values } = parseArgs({ options: { labels: { type: 'string', default: '100000' } } });
const count = Number(values.labels);

const page = newFolder();
await buildPage(page);
const pipeline = await startPipeline();
const opened = await openConsole(pipeline, { page, deployment: { store: new LabelStore(count) } });

const firstPaints: number[] = [];
for (let run = 0; run < 10; run += 1) {
  const shown = await opened.open();
  await shown.locator('.tile').first().waitFor();
  firstPaints.push(await shown.evaluate<number>('performance.getEntriesByName("first-contentful-paint")[0].startTime'));
  await shown.context().close();
}
console.log(`first contentful paint: ${firstPaints.map((paint) => Math.round(paint)).join(', ')} ms`);

const scrolled = await opened.open();
await scrolled.locator('.tile').first().waitFor();
await report(scrolled, 'at the start');
const begun = Date.now();
for (let known = 0, rounds = 0; known < count; rounds += 1) {
  await scrolled.evaluate('document.querySelector(".grid").scrollTo(0, 1e9)');
  await scrolled.evaluate('new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 5)))');
  const text = (await scrolled.locator('.labels .line [role=status]').textContent()) ?? '';
  known = Number(/^[\d,]+/.exec(text)?.[0].replaceAll(',', '') ?? 0);
  if (rounds % 200 === 199) await report(scrolled, `at ${known} labels`);
}
await report(scrolled, `at ${count} labels, ${Math.round((Date.now() - begun) / 1000)} s later`);
await opened.close();
await pipeline.stop();
process.exit(); // the functions keep their clients open

async function report(shown: Page, when: string): Promise<void> {
  const session = await shown.context().newCDPSession(shown);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  const nodes = await shown.evaluate<number>('document.querySelectorAll("*").length');
  globalThis.gc?.();
  const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
  console.log(
    `${when}: page ${megabytes(usedSize)} MB of heap, ${nodes} elements; server ${megabytes(process.memoryUsage().heapUsed)} MB of heap`,
  );
}
