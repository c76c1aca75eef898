import { describe, expect, it } from 'vitest';
import { colorOf } from '../../../../lib/platforms/label-studio/document/color.ts';
import { parseConfig } from '../../../../lib/platforms/label-studio/document/label-config.ts';
import { mediaAddress } from '../../../../lib/platforms/label-studio/document/media-address.ts';
import { tagsFor } from '../../../../lib/platforms/label-studio/document/tags.ts';
import { aResult, labelOf, refusalOf } from '../../../support/label-studio.ts';

const tags = (xml: string, data = {}) => tagsFor(parseConfig(xml), data);

describe('a labelling configuration', () => {
  it('is read in any mixture of upper and lower case, with the characters its entities stand for', () => {
    const { controls, media } = tags(
      '<view><IMAGE Name="i" Value="$x"/><rectanglelabels NAME="a&amp;b" toname="i"><label VALUE="R&#38;D &lt;1&gt;"/></rectanglelabels></view>',
    );
    expect(media).toEqual([expect.objectContaining({ name: 'i', tag: 'image' })]);
    expect(controls.get('a&b')?.labels).toEqual([{ name: 'R&D <1>', value: 'R&D <1>' }]);
  });

  it('finds labels that stand in views inside their control, and those that a task brings', () => {
    const xml =
      '<View><Labels name="l" toName="t" value="$more"><View><Label value="One" alias="1"/></View></Labels><Text name="t" value="$t"/></View>';
    const data = { more: ['Two', { value: 'Three', alias: '3', background: '#FF0000' }, 4, { value: 5 }] };
    expect(
      tags(xml, data)
        .controls.get('l')
        ?.labels.map(({ name, color }) => [name, color]),
    ).toEqual([
      ['1', undefined],
      ['Two', undefined],
      ['3', '#ff0000'],
    ]);
  });

  it('is unrolled for each item of the list that a repeater goes through', () => {
    const xml =
      '<View><Repeater on="$pages" indexFlag="{{idx}}"><Image name="page_{{idx}}" value="$pages[{{idx}}].url"/><RectangleLabels name="box_{{idx}}" toName="page_{{idx}}"><Label value="Title"/></RectangleLabels></Repeater></View>';
    const data = { pages: [{ url: 's3://a/1.png' }, { url: 's3://a/2.png' }] };
    const { units, annotations, categories } = labelOf([aResult({ from_name: 'box_1', to_name: 'page_1' })], xml, {
      data,
    });
    expect(units.map(({ id, name }) => [id, name])).toEqual([
      ['501#page_0', '1.png'],
      ['501#page_1', '2.png'],
    ]);
    expect(annotations[0]?.unit).toBe('501#page_1');
    expect(categories.map(({ name }) => name)).toEqual(['Title', 'Car']);
  });

  it.each([
    ['a DOCTYPE, whose entities could grow without end', '<!DOCTYPE a [<!ENTITY b "c">]><View/>', /DOCTYPE/],
    ['a tag that is not closed', '<View>\n<Image name="a">\n</View>', /no XML: see its line 3/],
    ['more tags in each other than anybody writes', `${'<View>'.repeat(200)}${'</View>'.repeat(200)}`, /100 deep/],
    ['more text than anybody writes', `<View>${' '.repeat(5_000_000)}</View>`, /longer than 4194304/],
  ])('is refused with %s', (_what, xml, message) => {
    expect(refusalOf(() => tags(xml))).toMatch(message);
  });

  it('is refused when a repeater makes too many tags of it', () => {
    const xml = '<View><Repeater on="$a"><Repeater on="$a"><View/></Repeater></Repeater></View>';
    expect(refusalOf(() => tags(xml, { a: Array.from({ length: 1000 }, () => 1) }))).toMatch(/more than 20000 tags/);
  });

  it('that is missing leaves an empty label nothing to be about', () => {
    expect(refusalOf(() => labelOf([], ''))).toMatch(/nothing an empty label could be about/);
  });
});

describe('a result about a tag that the configuration does not have', () => {
  it('is read when its type tells what it is about', () => {
    const { units } = labelOf([aResult({ to_name: 'old' })]);
    expect(units.map(({ id, media, width }) => [id, media, width])).toEqual([
      ['501', 'image', undefined],
      ['501#old', 'image', 640],
    ]);
  });

  it('is refused when nothing tells', () => {
    const choice = { id: 'a', from_name: 'q', to_name: 'old', type: 'choices', value: { choices: ['x'] } };
    expect(refusalOf(() => labelOf([choice]))).toMatch(/result\[0\]\.to_name is no tag of the labelling configuration/);
  });
});

it.each([
  ['#1EAE3B', '#1eae3b'],
  ['#1eae3b80', '#1eae3b'],
  ['#5b5', '#55bb55'],
  ['rgba(218, 1, 238, 1)', '#da01ee'],
  ['rgb(300,0,0)', '#ff0000'],
  ['Red', '#ff0000'],
  ['papayawhip', undefined],
  ['', undefined],
  [undefined, undefined],
])('the colour %s is %s', (written, color) => {
  expect(colorOf(written)).toBe(color);
});

describe('the address of media', () => {
  it.each<[unknown, { name: string; uri: string }]>([
    [
      'https://user:key@x.example.com/a/b%20c.jpg?X-Amz-Signature=1#t',
      { name: 'b c.jpg', uri: 'https://x.example.com/a/b%20c.jpg' },
    ],
    ['s3://bucket/folder/1.png', { name: '1.png', uri: 's3://bucket/folder/1.png' }],
    ['/data/upload/29/example.png', { name: 'example.png', uri: '/data/upload/29/example.png' }],
    ['/data/local-files/?d=scans/%C3%A4.png', { name: 'ä.png', uri: '/data/local-files/?d=scans/%C3%A4.png' }],
    [
      `/tasks/7/resolve/?fileuri=${Buffer.from('gs://b/x y.wav').toString('base64url')}`,
      { name: 'x y.wav', uri: 'gs://b/x y.wav' },
    ],
    ['1.jpg', { name: '1.jpg', uri: '1.jpg' }],
    [{ url: 'https://x.example.com/1.mp4' }, { name: '1.mp4', uri: 'https://x.example.com/1.mp4' }],
  ])('%j', (value, address) => {
    expect(mediaAddress(value, true)).toEqual(address);
  });

  it.each([['data:image/png;base64,AAAA'], [''], [null], [7], ['https://x.example.com/'.repeat(300)]])(
    '%j is none',
    (value) => {
      expect(mediaAddress(value, true)).toBeUndefined();
    },
  );

  it('is told from a text that is to be labelled', () => {
    expect(mediaAddress('See https://x.example.com/a.txt today', false)).toBeUndefined();
    expect(mediaAddress('https://x.example.com/a.txt', false)).toMatchObject({ name: 'a.txt' });
  });
});
