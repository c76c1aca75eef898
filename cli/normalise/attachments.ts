import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { explainIssues } from '../../lib/contracts/explain-issues.ts';
import { quoted } from '../../lib/contracts/printable.ts';

const listName = 'attachments.json';
const List = z.record(z.string(), z.string().check(z.minLength(1)));

/** Files that documents point to, as a person saved them. */
export type Attachments = {
  has(address: string): boolean;
  read(addresses: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>;
};

/** The folder's `attachments.json` says which file there is for which address. */
export function attachmentsIn(folder: string): Attachments {
  const files = new Map(Object.entries(listIn(join(folder, listName))));
  return {
    has: (address) => files.has(address),
    async read(addresses) {
      const read = addresses.map(
        async (address) => [address, await readFile(join(folder, files.get(address) ?? ''))] as const,
      );
      return new Map(await Promise.all(read));
    },
  };
}

function listIn(file: string): z.infer<typeof List> {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new Error(
      `${quoted(file)} cannot be read (${(cause as NodeJS.ErrnoException).code ?? 'not JSON'}). It says which file is which address: { "https://…": "mask-1.png" }`,
      { cause },
    );
  }
  const list = List.safeParse(json);
  if (!list.success) throw new Error(`${file}: ${explainIssues(list.error, json)}.`);
  return list.data;
}

/** Why a document cannot be read with these attachments; undefined when it can. `advice`: how to give the files that are missing. */
export function missingIn(
  attachments: Attachments | undefined,
  addresses: readonly string[],
  advice: string,
): string | undefined {
  const missing = addresses.filter((address) => !attachments?.has(address)).length;
  if (missing === 0) return undefined;
  const what = `${missing} file${missing === 1 ? '' : 's'} that it points to (masks)`;
  return attachments
    ? `${what} ${missing === 1 ? 'is' : 'are'} not in ${listName}`
    : `${what} would have to be downloaded: save them, and ${advice}`;
}
