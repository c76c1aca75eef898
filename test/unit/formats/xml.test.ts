import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimal, element, legalText, readXml, type XmlElement, xmlFile } from '../../../lib/formats/xml.ts';
import { propertyRuns } from '../../support/property-runs.ts';

const anyTree: fc.Arbitrary<XmlElement> = fc.letrec<{ tree: XmlElement }>((tie) => ({
  tree: fc
    .tuple(
      fc.constantFrom('a', 'b-c', 'd.e'),
      fc.dictionary(fc.constantFrom('x', 'y'), fc.string({ unit: 'binary' }), { noNullPrototype: true }),
      fc.oneof({ depthSize: 'small' }, fc.string({ unit: 'binary' }), fc.array(tie('tree'), { minLength: 1 })),
    )
    .map(([name, attributes, content]) => element(name, content, attributes)),
})).tree;

const legal = ({ name, attributes, content }: XmlElement): XmlElement =>
  element(
    name,
    typeof content === 'string' ? legalText(content) : content.map(legal),
    Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, legalText(value)])),
  );

const read = (text: string) => readXml(Buffer.from(text));

describe('XML', () => {
  it('is read as it was written, whatever its texts hold, but for characters that XML lacks', () => {
    fc.assert(
      fc.property(anyTree, (tree) => {
        expect(readXml(xmlFile(tree))).toEqual(legal(tree));
      }),
    );
  });

  it('may have comments, a declaration and references', () => {
    expect(read('<?xml version="1.0"?>\n<!-- a - b --><a x="&#x41;&apos;">&#65;</a>')).toEqual(
      element('a', 'A', { x: "A'" }),
    );
  });

  it.each([
    ['<a>', /must be one element/],
    ['<a/><b/>', /must be one element/],
    ['x<a/>', /must be one element/],
    ['<a></b>', /must end <a>, but ends <b>/],
    ['</a>', /but ends <a>/],
    ['<a x=1/>', /must go on with a tag or text at character 0/],
    ['<a><b/>text</a>', /must hold elements or text, but holds both/],
    ['<a>&nbsp;</a>', /reference/],
    ['<a>&amp</a>', /reference/],
    ['<a>&#xffffff;</a>', /reference/],
  ])('is refused where it is %s', (text, message) => {
    expect(() => read(text)).toThrow(message);
    expect(() => read(text)).toThrow(SyntaxError);
  });

  it('is refused where it is not UTF-8', () => {
    expect(() => readXml(Uint8Array.of(0x3c, 0xff))).toThrow(TypeError);
  });

  it('is read in a time that grows with its length', () => {
    const many = xmlFile(
      element(
        'a',
        Array.from({ length: 50_000 }, () => element('b', 'c', { x: '1' })),
      ),
    );
    expect(readXml(many).content).toHaveLength(50_000);
  });
});

describe('a decimal', () => {
  const places = fc.oneof(
    fc.double({ min: -1e10, max: 1e10, noNaN: true }),
    fc.double({ min: -2, max: 2, noNaN: true }),
    fc.integer({ min: -2_000_000, max: 2_000_000 }).map((number) => number / 1e6),
    fc.integer({ min: -1000, max: 1000 }),
  );

  it('is the number to a millionth, without an exponent and without zeros at its end', () => {
    fc.assert(
      fc.property(places, (number) => {
        const text = decimal(number);
        expect(text).toMatch(/^(0|-?(0|[1-9]\d*)(\.\d{0,5}[1-9])?)$/);
        expect(text).not.toBe('-0');
        expect(Number(text)).toBe(Math.round(number * 1e6) / 1e6 + 0);
      }),
      { numRuns: propertyRuns(500) },
    );
  });

  it.each([
    [1e-7, '0'],
    [-1e-7, '0'],
    [1e-6, '0.000001'],
    [-0.00002, '-0.00002'],
    [1.5e15, '1500000000000000'],
    [1e21, '1e+21'],
  ])('of %s is %s', (number, text) => {
    expect(decimal(number)).toBe(text);
  });
});
