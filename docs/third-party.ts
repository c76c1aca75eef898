import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';
import * as z from 'zod/mini';
import { build } from '../build.ts';
import { buildPage } from '../console/build.ts';
import { newFolder } from '../local/new-folder.ts';
import { root } from './generate.ts';
import { licenceTexts } from './licence-texts.ts';

export const noticesFile = join(root, 'THIRD-PARTY-LICENSES.md');

const Manifest = z.object({
  name: z.string(),
  version: z.string(),
  license: z._default(z.string(), 'none stated'),
});

export type BundledPackage = {
  readonly name: string;
  readonly version: string;
  /** An SPDX expression, as the package's package.json states it. */
  readonly licence: string;
  readonly folder: string;
};

/** The packages whose code is in these bundles, by name. Inputs are relative to `base`. */
export function packagesIn(bundles: readonly Metafile['outputs'][], base: string): BundledPackage[] {
  const inputs = bundles.flatMap((outputs) =>
    Object.values(outputs).flatMap((output) => Object.entries(output.inputs)),
  );
  const folders = inputs.flatMap(([path, { bytesInOutput }]) => {
    const folder = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0];
    return folder && bytesInOutput > 0 ? [join(base, folder)] : [];
  });
  return [...new Set(folders)]
    .map((folder) => {
      const { license, ...named } = Manifest.parse(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
      return { ...named, licence: license, folder };
    })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

/** The packages whose code is in dist/ and in the console's page, were they built now. */
export async function bundledPackages(): Promise<BundledPackage[]> {
  const folder = newFolder();
  const functions = (await build(folder)).map(({ outputs }) => outputs);
  return packagesIn([...functions, await buildPage(join(folder, 'page'))], root);
}

/** THIRD-PARTY-LICENSES.md: each package once, with the notice that its licence asks to be kept. */
export function notices(packages: readonly BundledPackage[]): string {
  const rows = packages.map(({ name, version, licence }) => `| ${name} | ${version} | ${licence} |`);
  const texts = packages.map((bundled) => `## ${bundled.name}\n\n\`\`\`text\n${noticeOf(bundled)}\n\`\`\``);
  return [
    '# Third-party licences',
    'The functions that are deployed (`dist/`) and the page of the console hold code of these packages. This file is generated: `npm run licences`.',
    ['| package | version | licence |', '| --- | --- | --- |', ...rows].join('\n'),
    ...texts,
  ]
    .join('\n\n')
    .concat('\n');
}

/** What the package itself says; where that has no copyright line, or is nothing, the line of its README or its author, and the licence that it names. */
function noticeOf({ name, licence, folder }: BundledPackage): string {
  const brought = readdirSync(folder)
    .filter((file) => /^(licen[cs]e|copying|notice)(\.|-|$)/i.test(file))
    .toSorted();
  const broughtText = brought.map((file) => readFileSync(join(folder, file), 'utf8').trim()).join('\n\n');
  if (broughtText !== '' && (licence !== 'MIT' || /copyright (\(c\) \S|.*\d{4})/i.test(broughtText)))
    return broughtText;
  const text = broughtText || licenceTexts[licence];
  const holder = /copyright \(c\) .*/i.exec(readFileSync(join(folder, 'README.md'), 'utf8'))?.[0] ?? authorOf(folder);
  if (!text || (!holder && licence !== 'MIT-0')) {
    throw new Error(
      `${name} (${licence}) brings no licence file, ${text ? 'no copyright line in its README, and no author' : 'and docs/licence-texts.ts has no such text'}: add what is missing, or do without the package.`,
    );
  }
  const withoutLinks = holder?.replaceAll(/\[([^\]]+)\]\([^)]+\)/g, '$1');
  return withoutLinks ? `${withoutLinks}\n\n${text}` : text;
}

function authorOf(folder: string): string | undefined {
  const { author } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { author?: unknown };
  const name = typeof author === 'string' ? author : (author as { name?: string } | undefined)?.name;
  return name && `Copyright (c) ${name}`;
}

if (import.meta.main) writeFileSync(noticesFile, notices(await bundledPackages()));
