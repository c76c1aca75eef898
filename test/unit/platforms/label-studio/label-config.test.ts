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

it('finds for each task of one configuration the labels that it brings itself, and none of the task before', () => {
  const xml = '<View><Labels name="l" toName="t" value="$more"/><Text name="t" value="$t"/></View>';
  const labelsOf = (more: readonly string[]) =>
    tags(xml, { more })
      .controls.get('l')
      ?.labels.map(({ name }) => name);
  expect(labelsOf(['One'])).toEqual(['One']);
  expect(labelsOf(['Two', 'Three'])).toEqual(['Two', 'Three']);
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
  const xml = '<View><Repeater on="$a"><Repeater on="$b"><Text name="t" value="$t"/></Repeater></Repeater></View>';
  const a = Array.from({ length: 30_000 }, () => 1);
  expect(refusalOf(() => tags(xml, { a, b: [] }))).toMatch(/more than 20000 tags with a name/);
  expect(refusalOf(() => tags(xml, { a: a.slice(0, 200), b: a.slice(0, 200) }))).toMatch(/more than 20000 tags/);
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

it('repeats a taxonomy, or a list of labels, for any number of pages, however many choices it has', () => {
  const many = (tag: string) => Array.from({ length: 200 }, (_, index) => `<${tag} value="t${index}"/>`).join('');
  const xml = `<View><Repeater on="$pages"><Image name="page_{{idx}}" value="$pages[{{idx}}]"/><RectangleLabels name="box_{{idx}}" toName="page_{{idx}}">${many('Label')}</RectangleLabels><Taxonomy name="topic_{{idx}}" toName="page_{{idx}}" perRegion="true"><Choice value="all">${many('Choice')}</Choice></Taxonomy></Repeater></View>`;
  const data = { pages: Array.from({ length: 500 }, (_, index) => `s3://a/${index}.png`) };
  const { units, categories } = labelOf([aResult({ from_name: 'box_1', to_name: 'page_1' })], xml, { data });
  expect(units).toHaveLength(500);
  expect(categories).toHaveLength(201); // those of the labels, and "Car"
});

it('reads past a DOCTYPE that declares nothing', () => {
  expect(tags('<!DOCTYPE View><View><Image name="i" value="$i"/></View>').media).toHaveLength(1);
  expect(refusalOf(() => tags('<!DOCTYPE View SYSTEM "a" [<!ENTITY b "c">]><View/>'))).toMatch(/DOCTYPE/);
});

const imageNamed = (value: string, data: Record<string, unknown>) => {
  const { name, sourceUri } = labelOf([], `<View><Image name="i" value="${value}"/></View>`, { data }).units[0] ?? {};
  return [name, sourceUri];
};

it.each<[string, Record<string, unknown>, string, string | undefined]>([
  ['https://host.example/$path', { path: 'a/1.jpg' }, '1.jpg', 'https://host.example/a/1.jpg'],
  ['s3://$bucket/$dir.sub/$n', { bucket: 'b', dir: { sub: 'c' }, n: 7 }, '7', 's3://b/c/7'],
  ['https://host.example/$path', {}, 'task-501', undefined],
  ['https://host.example/$path', { path: { a: 1 } }, 'task-501', undefined],
  [' $image ', { image: 's3://b/1.jpg' }, '1.jpg', 's3://b/1.jpg'],
  [' $image ', { image: { url: 's3://b/1.jpg' } }, '1.jpg', 's3://b/1.jpg'],
  [
    '$img.url',
    { 'img.url': 's3://b/literal.jpg', img: { url: 's3://b/nested.jpg' } },
    'literal.jpg',
    's3://b/literal.jpg',
  ],
  ['$img.url', { img: { url: 's3://b/nested.jpg' } }, 'nested.jpg', 's3://b/nested.jpg'],
  ['$undefined$', { $undefined$: '/data/upload/7/u.jpg' }, 'u.jpg', '/data/upload/7/u.jpg'],
  ['$image', { $undefined$: '/data/upload/7/u.jpg' }, 'u.jpg', '/data/upload/7/u.jpg'],
  ['https://host.example/fixed.jpg', {}, 'fixed.jpg', 'https://host.example/fixed.jpg'],
])('names the picture of the value %j in the data %j', (value, data, name, uri) => {
  expect(imageNamed(value, data)).toEqual([name, uri]);
});

it('fills a text with parts of the data, as the editor shows it', () => {
  const config =
    '<View><Text name="t" value="Title: $title"/><Labels name="l" toName="t"><Label value="L"/></Labels></View>';
  const mark = { id: 'r', from_name: 'l', to_name: 't', type: 'labels', value: { start: 7, end: 10, text: 'Ada' } };
  const { units, leftOut } = labelOf([mark], config, { data: { title: 'Ada' } });
  expect(units[0]?.text).toBe('Title: Ada');
  expect(leftOut).toBeUndefined();
});

it.each([10, '10'])('takes the frame rate %j from the data of the task', (fps) => {
  const config = '<View><Video name="v" value="$v" framerate="$fps"/></View>';
  expect(labelOf([], config, { data: { v: 'a.mp4', fps } }).units[0]?.framesPerSecond).toBe(10);
  expect(labelOf([], config, { data: { v: 'a.mp4' } }).units[0]).not.toHaveProperty('framesPerSecond');
});

it('takes the first picture of a list in value, which is the one that the editor shows', () => {
  const data = { image: ['/data/local-files/?d=layer_0/a.png', '/data/local-files/?d=layer_1/b.png'] };
  const { units, annotations } = labelOf([aResult({})], undefined, { data });
  expect(units.map(({ id, name }) => [id, name])).toEqual([['501', 'a.png']]);
  expect(annotations[0]?.unit).toBe('501');
  expect(labelOf([], undefined, { data: { image: [] } }).units[0]?.name).toBe('task-501');
  const both = labelOf(
    [aResult({}), aResult({ id: 'b', item_index: 1 }), aResult({ id: 'c', item_index: 1 })],
    undefined,
    { data },
  );
  expect(both.annotations.map(({ unit }) => unit)).toEqual(['501', '501#image[1]', '501#image[1]']);
  expect(both.units.map(({ name }) => name)).toEqual(['a.png', 'b.png']);
  expect(refusalOf(() => labelOf([aResult({ item_index: 2 })], undefined, { data }))).toMatch(
    /item_index must be one of/,
  );
});

it('names the list that a picture should be in, and that the task lacks', () => {
  const config = '<View><Image name="image" valueList="$pictures"/></View>';
  expect(refusalOf(() => labelOf([aResult({ item_index: 1 })], config))).toBe(
    'result[0].item_index must be an item of data.pictures, which must be a list, but is missing.',
  );
});
