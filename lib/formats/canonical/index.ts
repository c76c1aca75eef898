import * as z from 'zod/mini';
import { defineFormat, everything } from '../format.ts';

/** The canonical label itself, newest revision: the only format that holds everything. */
export default defineFormat({
  id: 'canonical',
  title: 'Canonical label (JSON)',
  specification: 'docs/canonical-label.md',
  root: 'labels',
  readsDocument: false,
  Options: z.strictObject({}),
  holds: everything,
  write: (label, _options, { labelName }) => ({
    files: [
      {
        path: `${labelName}.json`,
        contentType: 'application/json',
        bytes: Buffer.from(`${JSON.stringify(label, null, 1)}\n`),
        namedAfter: 'label',
      },
    ],
    omitted: [],
  }),
});
