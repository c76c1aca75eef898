import * as z from 'zod/mini';
import { defineFormat, everything } from '../format.ts';

/** The platform's own document, newest revision, cleaned of signed URLs and e-mail addresses: nothing is converted. */
export default defineFormat({
  id: 'native',
  title: "The platform's own document (JSON)",
  specification: 'lib/formats/native/README.md',
  root: 'native',
  Options: z.strictObject({}),
  holds: everything,
  write(_label, _options, { labelName, document }) {
    if (document === undefined) throw new TypeError("The label came without its platform's document.");
    return {
      files: [
        {
          path: `${labelName}.json`,
          contentType: 'application/json',
          bytes: Buffer.from(`${JSON.stringify(document, null, 1)}\n`),
          namedAfter: 'label',
        },
      ],
      omitted: [],
    };
  },
});
