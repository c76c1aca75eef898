import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { loadConfiguration } from '../../cli/load-configuration.ts';
import { loadServedLabels } from '../../cli/send/served-labels.ts';
import { buildPage } from '../../console/build.ts';
import type { ServedLabel } from '../../lib/platforms/testing.ts';
import { newFolder } from '../../local/new-folder.ts';
import { type OpenConsole, openConsole } from '../../local/open-console.ts';
import { samples } from '../../local/samples-folder.ts';

import { labelwireProcess } from '../support/command-line.ts';
import { aRunningPipeline, type TestPipeline } from '../support/running-pipeline.ts';
import { anEncordLabel, later, unserve } from '../support/served-labels.ts';

/** Writing from right to left, and what would end an attribute, an element or a script. */
const hostile =
  '"><script>globalThis.wasRun = true</script><img src=x onerror="globalThis.wasRun = true">\u202egpj.exe';

let on: TestPipeline;
let opened: OpenConsole;

type Served = Parameters<typeof anEncordLabel>[0] & { readonly document?: ServedLabel['document'] };

async function served({ document, ...parts }: Served): Promise<ServedLabel> {
  const label = anEncordLabel(parts);
  if (document) label.document = { ...document, last_edited_at: later };
  on.pipeline.connection('encord').labels.push(label);
  await on.announce('encord', label);
  return label;
}

/** The same label with narrower boxes. */
const smaller = (document: ServedLabel['document']) =>
  JSON.parse(JSON.stringify(document).replaceAll(/"w":[\d.]+/g, '"w":0.1')) as ServedLabel['document'];

/** A label that nobody can read, and what repairs it. */
async function broken(project: string): Promise<() => void> {
  const label = anEncordLabel({ project, label: `${project}-1` });
  const { document } = label;
  label.document = { ...document, data_units: 'a text' };
  on.pipeline.connection('encord').labels.push(label);
  await on.announce('encord', label);
  return () => {
    label.document = document;
  };
}

beforeAll(async () => {
  on = await aRunningPipeline();
  await served({ project: 'quay', label: 'quay-1', title: 'harbour/quay.jpg' });
  await served({ project: 'quay', label: 'quay-2', title: 'harbour/pier.jpg' });
  await served({ project: 'hostile', label: hostile, title: hostile });
  const page = newFolder();
  await buildPage(page);
  opened = await openConsole(on.pipeline, { page });
});
afterEach(() => expect(opened.reported.splice(0)).toEqual([]));
afterAll(async () => {
  await opened.close();
  await on.stop();
});

/** What a program that reads pages aloud, or somebody without a mouse, would stumble over. */
async function barriers(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate('axe.run(document, { resultTypes: ["violations"] })');
  const { violations } = found as { violations: { id: string; nodes: { html: string }[] }[] };
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}

const looks = [
  { width: 1280, dark: false },
  { width: 1280, dark: true },
  { width: 360, dark: false },
  { width: 360, dark: true },
];

describe('the labels', () => {
  it('are there with the numbers of the flow, and open with the keyboard alone', async () => {
    const page = await opened.open();
    await page.getByRole('link', { name: 'pier.jpg' }).waitFor();
    await page.getByText('Labels flow. Nothing waits for you.').waitFor();
    expect(await page.getByRole('row', { name: /^encord/ }).textContent()).toMatch(/3/);
    await page.getByRole('combobox', { name: 'The last' }).selectOption('7 days');
    await page.getByRole('table', { name: 'Connections, of the last 7 days' }).waitFor();
    await page.getByText('npx labelwire status --since 7d --local').waitFor();
    await page.locator('h1').click(); // leaves the field
    await page.evaluate('document.activeElement.blur()');
    await page.keyboard.press('/');
    await page.keyboard.type('quay-');
    await served({ project: 'quay', label: 'later', title: 'harbour/later.jpg' });
    await page.getByRole('row', { name: /^encord.*4/ }).waitFor(); // what is typed outlives a change of the page
    await page.keyboard.type('2');
    await page.keyboard.press('Enter');
    await page.getByText('1 label', { exact: true }).waitFor();
    await page.getByText('npx labelwire labels --text quay-2 --local').waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Journey' }).waitFor();
    expect(page.url()).toContain('#/label/encord/quay/quay-2');
    await page.keyboard.press('Escape');
    await page.getByRole('searchbox', { name: 'Search' }).waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Keys' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });

  it('keep their token out of the address, and the next page is not served without it', async () => {
    const page = await opened.open();
    await page.getByRole('link', { name: 'pier.jpg' }).waitFor();
    expect(page.url()).not.toContain('token');
    await page.reload();
    await page.getByRole('link', { name: 'pier.jpg' }).waitFor();
    const stranger = await (await opened.browser.newContext()).newPage();
    await stranger.goto(new URL('/', opened.address).href);
    await stranger.getByText('The token is wrong.').waitFor();
  });
});

describe('a label', () => {
  it('is shown as the file in the bucket has it, and not as it was exported', async () => {
    const page = await opened.open();
    await page.getByRole('link', { name: 'quay.jpg' }).click();
    await page.getByRole('radio', { name: 'the file of yolo' }).check();
    await page.getByText('yolo: ').waitFor();
    const record = await on.record('encord', anEncordLabel({ project: 'quay', label: 'quay-1' }));
    const key = Object.keys(record.files).find((file) => file.startsWith('exports/yolo/')) ?? '';
    const marks = page.locator('figure:has-text("yolo:") .mark');
    const before = await marks.count();
    expect(before).toBeGreaterThan(0);
    await on.put(key, '');
    await page.reload();
    await page.getByRole('radio', { name: 'the file of yolo' }).check();
    await page.getByText('yolo: ').waitFor();
    await expect.poll(() => marks.count()).toBe(0);
    await page.getByText('somebody else has written other bytes there').waitFor();
  });

  it('that was edited is drawn as it was beside as it is, with what changed', async () => {
    const edited = { project: 'edited', label: 'edited-1', title: 'harbour/edited.jpg' };
    const label = await served(edited);
    unserve(on.pipeline.connection('encord').labels, label);
    await served({ ...edited, editedAt: later, document: smaller(label.document) });
    const page = await opened.open();
    await page.getByRole('link', { name: 'edited.jpg' }).click();
    await page.getByRole('button', { name: /^Compare .* with the newest$/ }).click();
    await page.locator('figure').nth(1).waitFor();
    await page
      .getByRole('list', { name: 'Changes' })
      .getByText(/^geometry: box .* → box /)
      .waitFor();
    await page.getByText(/npx labelwire preview edited-1 .*--compare [0-9a-f]{8} /).waitFor();
    const widths = await page.locator('figure svg').evaluateAll((drawn) => drawn.map((each) => each.clientWidth));
    expect(new Set(widths).size).toBe(1);
    expect(await barriers(page)).toEqual([]);
    await page.getByRole('radio', { name: 'the file of yolo' }).check();
    await page.getByText('yolo: ').waitFor();
    expect(await page.getByRole('button', { name: /^Compare/ }).getAttribute('aria-pressed')).toBe('false');
  });

  it('that waits in the dead letters says why, and links to what AWS has of it', async () => {
    await broken('waiting');
    const page = await opened.open();
    await page.route('**/api/trace?*', async (route) => {
      const response = await route.fetch();
      const links = {
        logs: 'https://aws.example/logs',
        objects: { record: 'https://aws.example/record' },
        executions: {},
      };
      await route.fulfill({ response, json: { ...(await response.json()), links } });
    });
    await page.goto(`${opened.address.split('#')[0]}#/label/encord/waiting/waiting-1`);
    await page.getByRole('region', { name: 'Dead letters' }).getByText('InvalidLabel').waitFor();
    await page.getByText(/npx labelwire dlq show [0-9a-f]{8} --local/).waitFor();
    const link = page.getByRole('link', { name: 'Its lines in the logs' });
    expect(await link.getAttribute('href')).toBe('https://aws.example/logs');
    expect(await link.getAttribute('rel')).toBe('noreferrer');
    await on.takeDeadLetters();
  });

  it('full of markup and marks of direction is text everywhere', async () => {
    const page = await opened.open();
    await page.getByRole('link', { name: '<script>' }).click();
    await page.getByRole('heading', { name: 'Journey' }).waitFor();
    await page.locator('figure').first().waitFor();
    expect(await page.evaluate('globalThis.wasRun')).toBeUndefined();
    expect(await page.locator('#page script, #page img[onerror]').count()).toBe(0);
    expect(await page.locator('body').innerText()).not.toMatch(/\u202e/);
    expect(await page.locator('body').innerText()).toContain('\\u202egpj.exe');
  });
});

describe('a drawing', () => {
  it('of a video is gone through with its slider', async () => {
    const { labels } = await loadServedLabels(samples, await loadConfiguration());
    const video = labels.encord?.find(({ document }) => JSON.stringify(document).includes('.mp4'));
    if (!video) throw new Error('The samples have no video any more.');
    on.pipeline.connection('encord').labels.push(video);
    await on.announce('encord', video);
    const page = await opened.open();
    await page.getByRole('searchbox', { name: 'Search' }).fill(video.label);
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: '.mp4' }).click();
    const slider = page.getByRole('slider');
    await slider.waitFor();
    const frames = page.locator('.frames svg');
    const first = await frames.getAttribute('aria-label');
    const box = await slider.boundingBox();
    await slider.click({ position: { x: (box?.width ?? 0) - 10, y: (box?.height ?? 0) / 2 } });
    await expect.poll(() => frames.getAttribute('aria-label')).not.toBe(first);
    await page.keyboard.press('Home');
    await expect.poll(() => frames.getAttribute('aria-label')).toBe(first);
  });

  it.each([
    '<script>globalThis.wasRun = true</script>',
    '<g onload="globalThis.wasRun = true"/>',
    '<image href="https://evil.example/seen.png"/>',
    '<a href="javascript:globalThis.wasRun = true"><text>here</text></a>',
    '<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">here</p></foreignObject>',
    '<style>* { display: none }</style>',
  ])('with %s in it is not shown', async (markup) => {
    const page = await opened.open();
    await page.getByRole('link', { name: 'pier.jpg' }).waitFor();
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="960" height="10">${markup}</svg>`;
    const drawings = [{ title: 'Drawn', notes: [], blocks: [{ svg, height: 10 }] }];
    await page.route('**/api/preview?*', (route) => route.fulfill({ json: [{ title: 'Drawn', drawings }] }));
    await page.getByRole('link', { name: 'pier.jpg' }).click();
    await page.getByText(/^A drawing must not hold the (element|attribute) /).waitFor();
    expect(await page.locator('figure svg').count()).toBe(0);
    expect(await page.evaluate('globalThis.wasRun')).toBeUndefined();
    // The policy of the page has kept some of it from running before it was looked at.
    expect(opened.reported.splice(0).filter((text) => !text.includes('The action has been blocked.'))).toEqual([]);
  });
});

describe('what failed', () => {
  it('is grouped by its reason, and a replay from the page lands the label', async () => {
    const repair = await broken('replayed');
    const page = await opened.open();
    await page.getByText('Needs you: dead letters').waitFor();
    await page.getByRole('link', { name: 'Failed 1' }).click();
    await page.getByRole('heading', { name: '1 InvalidLabel' }).waitFor();
    await page.getByText('Change it on Encord, then replay').waitFor();
    repair();
    await page.keyboard.press('r');
    await page.getByRole('button', { name: 'Dry run' }).click();
    await page.getByText('Would replay 1 letter.').waitFor();
    await page.getByRole('button', { name: 'Replay 1', exact: true }).click();
    await page.getByText('1 letter replayed.').waitFor();
    await on.pipeline.aws.idle();
    await page.keyboard.press('Escape');
    await page.getByText('No dead letters').waitFor();
    await page.getByRole('link', { name: 'Labels', exact: true }).click();
    await page.getByRole('searchbox', { name: 'Search' }).fill('replayed-1');
    await page.keyboard.press('Enter');
    await page.getByText('1 label', { exact: true }).waitFor();
    expect((await on.record('encord', anEncordLabel({ project: 'replayed', label: 'replayed-1' }))).status).toBe(
      'exported',
    );
  });

  it('is deleted when whoever does it has typed how many, and is kept in a file first', async () => {
    await broken('purged');
    const page = await opened.open();
    await page.getByRole('link', { name: 'Failed 1' }).click();
    await page.getByRole('button', { name: 'Archive and purge …' }).click();
    const go = page.getByRole('button', { name: 'Archive and purge', exact: true });
    expect(await go.isDisabled()).toBe(true);
    await page.getByRole('textbox', { name: 'Type how many letters go' }).fill('2');
    expect(await go.isDisabled()).toBe(true);
    await page.getByRole('textbox', { name: 'Type how many letters go' }).fill('1');
    await go.click();
    await page.getByText('1 letter deleted').waitFor();
    const command = (await page.getByRole('dialog').locator('code').textContent()) ?? '';
    const [archive = ''] = readdirSync(opened.folder).filter((name) => name.startsWith('dead-letters-'));
    expect(readFileSync(join(opened.folder, archive), 'utf8')).toContain('purged-1');
    expect(command).toContain(`--archive ${archive} `);
    expect(await on.takeDeadLetters()).toEqual([]);
  });
});

it('the releases are listed with what is in them, and the commands that show more', async () => {
  const page = await opened.open();
  await page.getByRole('link', { name: 'Releases' }).click();
  await page.getByText('There is no release yet.').waitFor();
  const args = ['release', 'create', 'harbour-1', '--project', 'encord/quay', '--format', 'coco', '--wait', '--local'];
  expect(await labelwireProcess(args, { folder: opened.folder })).toMatchObject({ code: 0 });
  await page.getByRole('button', { name: 'Look again' }).click();
  const release = page.getByRole('region', { name: 'harbour-1' });
  await release.getByText(/^released, .* · coco$/).waitFor();
  await release.getByText(/^\d+ labels, \d+ images, \d+ objects$/).waitFor();
  await release.getByText('npx labelwire release show harbour-1 --local').waitFor();
  const card = 'npx labelwire cat releases/harbour-1/README.md --local';
  await release.getByText(card).waitFor();
  const shown = await labelwireProcess(card.split(' ').slice(2), { folder: opened.folder });
  expect(shown).toMatchObject({ code: 0, stdout: expect.stringContaining('harbour-1') });
});

describe.each(looks)('at %o', (look) => {
  it('every screen can be read aloud, and nothing of it is wider than the window', async () => {
    await broken(`look-${look.width}-${look.dark}`);
    const page = await opened.open(look);
    const check = async () => {
      expect(await barriers(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(look.width);
    };
    await page.getByRole('searchbox', { name: 'Search' }).fill('quay-2');
    await page.keyboard.press('Enter');
    await page.getByRole('link', { name: 'pier.jpg' }).locator('img').waitFor();
    await check();
    await page.getByRole('link', { name: 'pier.jpg' }).click();
    await page.locator('figure').first().waitFor();
    await check();
    await page.getByRole('link', { name: 'Releases' }).click();
    await page.getByText('npx labelwire release list --local').waitFor();
    await check();
    await page.getByRole('link', { name: /^Failed/ }).click();
    await page.getByRole('heading', { name: 'InvalidLabel' }).waitFor();
    await check();
    await page.getByRole('button', { name: /^Replay/ }).click();
    await page.getByRole('dialog').waitFor();
    await check();
    await on.takeDeadLetters();
  });
});
