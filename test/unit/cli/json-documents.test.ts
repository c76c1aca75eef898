import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type DocumentText, documentsIn } from '../../../cli/normalise/json-documents.ts';
import { propertyRuns } from '../../support/property-runs.ts';

async function* piecesOf(text: string, size: number): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

async function all(pieces: AsyncIterable<Uint8Array>): Promise<DocumentText[]> {
  const found: DocumentText[] = [];
  for await (const document of documentsIn(pieces)) found.push(document);
  return found;
}

const read = async (text: string, size = 7): Promise<string[]> =>
  (await all(piecesOf(text, size))).map(({ text: document }) => document);
const values = async (text: string, size?: number): Promise<unknown[]> =>
  (await read(text, size)).map((document) => JSON.parse(document) as unknown);

const anObject = fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1, noNullPrototype: true });
const someObjects = fc.array(anObject, { minLength: 1, maxLength: 5 });
const aSize = fc.integer({ min: 1, max: 64 });
const asJson = (value: unknown) => JSON.parse(JSON.stringify(value)) as unknown; // without -0

const layouts: readonly (readonly [string, (objects: readonly unknown[]) => string])[] = [
  ['a list', (objects) => JSON.stringify(objects)],
  ['a printed list', (objects) => ` ${JSON.stringify(objects, null, 2)}\n`],
  ['JSON Lines', (objects) => objects.map((one) => `${JSON.stringify(one)}\n`).join('')],
  [
    'JSON Lines with empty lines, CRLF and no last line end',
    (objects) => objects.map((one) => JSON.stringify(one)).join('\r\n\r\n'),
  ],
];

describe('the documents of a file', () => {
  it.each(layouts)('are kept apart in %s, wherever the pieces end', async (_layout, textOf) => {
    await fc.assert(
      fc.asyncProperty(someObjects, aSize, async (objects, size) => {
        expect(await values(textOf(objects), size)).toEqual(asJson(objects));
      }),
      { numRuns: propertyRuns(50) },
    );
  });

  it('are one, printed over many lines or not', async () => {
    await fc.assert(
      fc.asyncProperty(anObject, aSize, fc.constantFrom(undefined, 2), async (object, size, indent) => {
        expect(await values(JSON.stringify(object, null, indent), size)).toEqual([asJson(object)]);
      }),
      { numRuns: propertyRuns(50) },
    );
  });

  it('go on after a line that is broken, and after an item that is', async () => {
    expect(await read('{"a":1}\n{"b":\n{"c":3}\n')).toEqual(['{"a":1}', '{"b":', '{"c":3}']);
    expect(await read('{"a":\n{"b":2}\n')).toEqual(['{"a":', '{"b":2}']);
    expect(await read('[{"a":1},{"b":},{"c":3}]')).toEqual(['{"a":1}', '{"b":}', '{"c":3}']);
  });

  it('are not fewer because a list ends too early: what is left is no JSON', async () => {
    for (const text of ['[{"a":1},', '[{"a":1},{"b"', '[{"a":1}', '[', '[{"a":1}] x']) {
      const documents = await read(text);
      expect(() => documents.map((document) => JSON.parse(document))).toThrow(SyntaxError);
    }
  });

  it('are none in an empty file and in an empty list', async () => {
    for (const text of ['', ' \n', '[]', '[ ]\n']) expect(await read(text)).toEqual([]);
  });

  it('are numbered from 1', async () => {
    const found = await all(piecesOf('{"a":1}\n\n{"b":2}\n', 3));
    expect(found.map(({ number }) => number)).toEqual([1, 2]);
  });

  it('end where the bytes are not UTF-8', async () => {
    async function* broken() {
      yield Buffer.from('{"a":1}\n');
      yield Buffer.from([0xff]);
    }
    await expect(all(broken())).rejects.toMatchObject({
      code: 'ERR_ENCODING_INVALID_ENCODED_DATA',
    });
  });
});
