import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type TestPipeline, theRunningPipeline } from '../../support/running-pipeline.ts';
import { aLabelboxLabel, anEncordLabel, earlier, later } from '../../support/served-labels.ts';
import { settledFiles } from '../../support/settled-files.ts';

let on: TestPipeline;
beforeAll(async () => {
  on = await theRunningPipeline();
});
beforeEach(() => on.forgetSteps());

const serve = (...[parts]: Parameters<typeof anEncordLabel>) => {
  const label = anEncordLabel(parts);
  on.pipeline.connection('encord').labels.push(label);
  return label;
};

const written = (project: string) =>
  on.steps('writeExport', project).map(({ output }) => (output as { status: string } | undefined)?.status);

describe('one label, several deliveries', () => {
  it('exports a label once when its delivery comes twice', async () => {
    const label = serve({ project: 'twice' });
    await on.announce('encord', label, { id: 'the-event' });
    const before = await on.filesOf('twice');
    await on.announce('encord', label, { id: 'the-event' });
    expect(await on.filesOf('twice')).toEqual(before);
    expect(written('twice')).toEqual(['exported']);
  });

  it('changes nothing when another event announces the same revision', async () => {
    const label = serve({ project: 'again' });
    await on.announce('encord', label);
    const before = await on.filesOf('again');
    await on.announce('encord', label);
    expect(settledFiles(await on.filesOf('again'))).toEqual(settledFiles(before));
    expect(written('again')).toEqual(['exported', 'unchanged']);
  });

  it('makes one export of the same event that comes a hundred times at once', async () => {
    const label = serve({ project: 'hundred' });
    const deliveries = Array.from({ length: 100 }, () => on.deliver('encord', label, { id: 'the-event' }));
    const answers = await Promise.all(deliveries);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    await on.pipeline.aws.idle();
    expect(written('hundred')).toEqual(['exported']);
    expect(await on.takeDeadLetters()).toEqual([]);
  });

  it('leaves no mixture when twenty events announce a label that is edited meanwhile', async () => {
    const label = serve({ project: 'edited' });
    const edits = Array.from({ length: 20 }, (_, number) => ({
      number,
      at: `2026-05-04T09:00:${10 + number}.000000+00:00`,
    }));
    await Promise.all(
      edits.map(async ({ number, at }) => {
        label.document = anEncordLabel({ project: 'edited', classes: [`class-${number}`], editedAt: at }).document;
        expect((await on.deliver('encord', label)).status).toBe(202);
      }),
    );
    await on.announce('encord', label);
    const files = await on.filesOf('edited');
    const last = edits.at(-1);
    expect(files['labels/encord/edited/label-of-edited.json']).toContain(`"class-${last?.number}"`);
    const { classes } = JSON.parse(files['classes/encord/edited.json'] ?? '') as { classes: string[] };
    expect(files['exports/yolo/encord/edited/labels/street/1.txt']).toMatch(
      new RegExp(`^${classes.indexOf(`class-${last?.number}`)} `),
    );
    const { revision, files: listed, obsolete } = await on.record('encord', label);
    expect([revision, obsolete]).toEqual([Date.parse('2026-05-04T09:00:29.000Z') * 1000, []]);
    expect(Object.keys(listed).sort()).toEqual(
      Object.keys(files)
        .filter((key) => !/^(records|classes|units)\/|data\.yaml$/.test(key))
        .sort(),
    );
    expect(await on.takeDeadLetters()).toEqual([]);
  });

  it('keeps the newest revision when deliveries come out of order', async () => {
    const label = serve({ project: 'late', classes: ['new'], editedAt: later });
    await on.announce('encord', label, { occurredAt: new Date('2026-05-04T10:00:01Z') });
    const before = await on.filesOf('late');
    // The late delivery, answered by a read side that lags behind: it waits until the platform shows what is exported.
    const newest = label.document;
    label.document = anEncordLabel({ project: 'late', classes: ['old'], editedAt: earlier }).document;
    await on.deliver('encord', label, { occurredAt: new Date('2026-05-04T09:00:01Z') });
    await expect.poll(() => on.steps('fetchLabels', 'late').length, { timeout: 20_000 }).toBeGreaterThan(2);
    label.document = newest;
    await on.pipeline.aws.idle();
    expect(written('late')).toEqual(['exported', 'unchanged']);
    const {
      'classes/encord/late.json': _classes,
      'classes/encord/late.given.json': _given,
      'exports/yolo/encord/late/data.yaml': _names,
      ...after
    } = settledFiles(await on.filesOf('late'));
    expect(settledFiles(before)).toMatchObject(after);
    expect(after['labels/encord/late/label-of-late.json']).toContain('"new"');
  });
});

describe('several labels, one name', () => {
  it('keeps both files of two labels of one unit', async () => {
    const labels = ['ann', 'ben'].map((label) => aLabelboxLabel({ project: 'consensus', label, title: 'lock.jpg' }));
    on.pipeline.connection('labelbox').labels.push(...labels);
    const answers = await Promise.all(labels.map((label) => on.deliver('labelbox', label)));
    expect(answers.map(({ status }) => status)).toEqual([202, 202]);
    await on.pipeline.aws.idle();
    const rows = Object.keys(await on.filesOf('consensus')).filter((key) => key.endsWith('.txt'));
    expect(rows).toHaveLength(2);
    expect(rows).toContain('exports/yolo/labelbox/consensus/labels/lock.txt');
    expect(rows[0]).toMatch(/lock--(ann|ben)\.txt$/);
    for (const label of labels) expect(await on.record('labelbox', label)).toMatchObject({ status: 'exported' });
  });

  it('keeps both files of units whose names differ only in case', async () => {
    const titles = ['Street/A.jpg', 'street/a.jpg'];
    const labels = titles.map((title, index) => serve({ project: 'cases', label: `label-${index}`, title }));
    await Promise.all(labels.map((label) => on.deliver('encord', label)));
    await on.pipeline.aws.idle();
    const files = await on.filesOf('cases');
    expect(files).toHaveProperty(['exports/yolo/encord/cases/labels/Street/A.txt']);
    expect(files).toHaveProperty(['exports/yolo/encord/cases/labels/street/a.txt']);
  });

  it('keeps apart ids that hold /, + and .., and lets none leave its folder', async () => {
    const ids = ['a/b+c', 'a/b c', '../a', '..', 'A/B+C', 'a%2Fb+c', '/'];
    const labels = ids.map((label, index) => serve({ project: 'ids/../+', label, title: `${index}.jpg` }));
    await Promise.all(labels.map((label) => on.deliver('encord', label)));
    await on.pipeline.aws.idle();
    for (const label of labels) expect((await on.record('encord', label)).label).toBe(label.label);
    const keys = (await on.keys()).filter((key) => key.includes('ids_2f'));
    expect(keys.filter((key) => key.startsWith('records/'))).toHaveLength(ids.length);
    expect(keys.filter((key) => key.startsWith('labels/'))).toHaveLength(ids.length);
    for (const key of keys) expect(key).toMatch(/^[\w./-]+$/);
    for (const key of keys) expect(key.split('/')).not.toContain('..');
  });

  it('keeps a class name with slash, space and emoji as it is, in every format', async () => {
    const name = 'traffic light/red 🚦';
    const label = serve({ project: 'emoji', classes: [name] });
    await on.announce('encord', label);
    const files = await on.filesOf('emoji');
    expect(JSON.parse(files['classes/encord/emoji.json'] ?? '')).toMatchObject({ classes: [name] });
    expect(files['exports/yolo/encord/emoji/labels/street/1.txt']).toMatch(/^0 /);
    expect(files['labels/encord/emoji/label-of-emoji.json']).toContain(JSON.stringify(name));
    expect(JSON.parse(files['exports/coco/encord/emoji/annotations/street/1.json'] ?? '')).toMatchObject({
      categories: [{ name }],
    });
    expect(files['exports/yolo/encord/emoji/data.yaml']).toContain(name);
    expect(await on.takeDeadLetters()).toEqual([]);
  });
});
