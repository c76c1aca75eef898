import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeAll, expect, it } from 'vitest';
import { pageFiles } from '../../cli/console/page-files.ts';
import { buildPage } from '../../console/build.ts';
import { newFolder } from '../../local/new-folder.ts';

let folder: string;
beforeAll(async () => {
  folder = newFolder();
  await buildPage(folder);
});

it('the page of the console is at most 150 kB for a browser, and all of it is served', () => {
  const names = readdirSync(folder);
  const bytes = names.reduce((sum, name) => sum + gzipSync(readFileSync(join(folder, name))).length, 0);
  expect(bytes).toBeGreaterThan(5_000);
  expect(bytes).toBeLessThanOrEqual(150_000);
  expect(pageFiles(folder).size).toBe(names.length);
});

it('the page names no other host, and holds neither inline scripts nor inline styles', () => {
  const all = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
  const addresses = all.flatMap((text) => [...text.matchAll(/https?:\/\/[^\s"'`)]+/g)].map(([address]) => address));
  expect(addresses.filter((address) => !address.startsWith('http://www.w3.org/'))).toEqual([]); // names of SVG and MathML
  const html = readFileSync(join(folder, 'index.html'), 'utf8');
  expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\bstyle=|\bon\w+=/);
});

it('says how to build the page where it is not built', () => {
  expect(() => pageFiles(join(folder, 'nowhere'))).toThrow('Build it: npm run page');
});
