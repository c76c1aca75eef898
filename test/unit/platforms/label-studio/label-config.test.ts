import { expect, it } from 'vitest';
import { parseConfig } from '../../../../lib/platforms/label-studio/document/label-config.ts';
import { tagsFor } from '../../../../lib/platforms/label-studio/document/tags.ts';
import { labelOf, refusalOf } from './label-of.ts';
import { aResult } from './tasks.ts';

const tags = (xml: string, data = {}) => tagsFor(parseConfig(xml), data);

it('reads names in any mixture of upper and lower case, and the characters of entities', () => {
  const { controls, media } = tags(
    '<view><IMAGE Name="i" Value="$x"/><rectanglelabels NAME="a&amp;b" toname="i"><label VALUE="R&#38;D &lt;1&gt;"/></rectanglelabels></view>',
  );
  expect(media).toEqual([expect.objectContaining({ name: 'i', tag: 'image' })]);
  expect(controls.get('a&b')?.labels).toEqual([{ name: 'R&D <1>', value: 'R&D <1>' }]);
});

it('finds labels in views inside their control, and labels that a task brings', () => {
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

it('repeats the tags of a repeater for each item of its list', () => {
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
  ['a tag that is not closed', '<View>\n<Image name="a">\n</View>', /must be XML, but its line 3 is not/],
  ['more nested tags than anybody writes', `${'<View>'.repeat(200)}${'</View>'.repeat(200)}`, /100 tags deep/],
  ['more text than anybody writes', `<View>${' '.repeat(5_000_000)}</View>`, /at most 4194304 characters/],
])('refuses a configuration with %s', (_what, xml, message) => {
  expect(refusalOf(() => tags(xml))).toMatch(message);
});

it('refuses a configuration of which repeaters make too many tags', () => {
  const xml = '<View><Repeater on="$a"><Repeater on="$a"><Text name="t" value="$t"/></Repeater></Repeater></View>';
  expect(refusalOf(() => tags(xml, { a: Array.from({ length: 1000 }, () => 1) }))).toMatch(/more than 20000 tags/);
});

it('refuses an empty label without a configuration, because nothing says what it is about', () => {
  expect(refusalOf(() => labelOf([], ''))).toMatch(/nothing that an empty label could be about/);
});

it('reads a result about a tag that the configuration lacks where its type says what it is about', () => {
  const { units } = labelOf([aResult({ to_name: 'old' })]);
  expect(units.map(({ id, media, width }) => [id, media, width])).toEqual([
    ['501', 'image', undefined],
    ['501#old', 'image', 640],
  ]);
});

it('refuses a result about a tag that the configuration lacks where nothing says what it is about', () => {
  const choice = { id: 'a', from_name: 'q', to_name: 'old', type: 'choices', value: { choices: ['x'] } };
  expect(refusalOf(() => labelOf([choice]))).toMatch(
    /result\[0\]\.to_name must be a tag of the labeling configuration/,
  );
});
