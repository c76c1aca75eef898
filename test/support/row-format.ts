import type { Format } from '../../lib/formats/format.ts';
import type { Annotation, Label } from '../../lib/label/label.ts';
import { aLabel, anAnnotation } from './labels.ts';
import { readerOf } from './reader-of.ts';

const classNames = (label: Label) => label.categories.filter(({ kind }) => kind === 'object').map(({ name }) => name);

/** A format that has a text file a unit and a row an object, as tests write and read it. */
export async function rowFormat(format: Format) {
  const reader = await readerOf(format);
  const options = format.Options.parse({});

  /** The files of a label, and what its reader finds in each. */
  function written(label: Label) {
    const { files, omitted } = format.write(label, options, { classes: new Map(), labelName: 'label', document: {} });
    const facts = { classes: classNames(label), sizeOf: () => undefined };
    return { files, omitted, objects: files.map((file) => reader.read(file, facts, options)) };
  }

  /** The rows of these annotations, in a picture of 200 × 100 pixels, and what is omitted as `code: detail`. */
  function rowsOf(annotations: Partial<Annotation>[], categories?: Label['categories']) {
    const label = aLabel({
      units: [{ id: 'unit-1', name: '1.jpg', media: 'image', width: 200, height: 100 }],
      annotations: annotations.map((parts, index) => anAnnotation({ id: `a${index}`, ...parts })),
      ...(categories ? { categories } : {}),
    });
    const { files, omitted, objects } = written(label);
    const rows = files.flatMap(({ bytes }) => Buffer.from(bytes).toString('utf8').split('\n').slice(0, -1));
    return {
      rows,
      files,
      objects,
      omitted: omitted.map(({ code, detail }) => [code, detail].filter(Boolean).join(': ')),
    };
  }

  return { reader, options, written, rowsOf };
}
