import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { build, type Metafile } from 'esbuild';

const folder = import.meta.dirname;

/** The page as browsers load it: index.html, page.js, page.css, each over the one before, which may be served meanwhile. Returns what is in them. */
export async function buildPage(outdir = join(folder, 'built')): Promise<Metafile['outputs']> {
  mkdirSync(outdir, { recursive: true });
  cpSync(join(folder, 'page', 'index.html'), join(outdir, 'index.html'));
  const { metafile } = await build({
    absWorkingDir: join(folder, '..'),
    tsconfig: join(folder, 'tsconfig.json'),
    entryPoints: [
      { in: 'console/page/main.tsx', out: 'page' },
      { in: 'console/page/page.css', out: 'page' },
    ],
    outdir,
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: ['chrome120', 'firefox121', 'safari17'],
    minify: true,
    legalComments: 'none', // THIRD-PARTY-LICENSES.md has them
    metafile: true,
    logLevel: 'warning',
  });
  return metafile.outputs;
}

if (import.meta.main) await buildPage();
