import assert from 'node:assert/strict';
import { annotationOf, expectNear } from '../compare.ts';
import { texts, videos } from '../label-configs.ts';
import type { Site } from '../site.ts';

/** Positions in a text are JavaScript's, in Label Studio as here: a pair of hands is two. */
export async function text(site: Site): Promise<string> {
  const project = await site.newProject('Texts', texts);
  const words = 'Zoë 👋👋 met Ann in Kraków.';
  const [task = 0] = await site.annotator.importTasks(project, [{ data: { text: words } }]);
  const spans = ['Zoë', 'Ann', 'Kraków'].map((name) => ({ name, start: words.indexOf(name) }));
  const result = spans.map(({ name, start }) => ({
    id: name,
    from_name: 'entity',
    to_name: 'text',
    type: 'labels',
    origin: 'manual',
    value: { start, end: start + name.length, text: name, labels: [name === 'Kraków' ? 'Place' : 'Person'] },
  }));
  const mood = { id: 'm', from_name: 'mood', to_name: 'text', type: 'choices', value: { choices: ['glad'] } };
  const { label } = await site.landed(project, await site.annotator.submit(task, [...result, mood]));
  assert.equal(label.units[0]?.text, words);
  for (const { name, start } of spans) {
    const { at, category } = annotationOf(label, name);
    assert.equal(category, name === 'Kraków' ? 'Place' : 'Person');
    assert(at.kind === 'text');
    assert.deepEqual(at.ranges, [{ start, end: start + name.length }]);
    assert.equal(label.units[0]?.text?.slice(start, start + name.length), name);
  }
  assert.match(JSON.stringify(label.annotations), /"glad"/);
  return `${spans.length} words after an emoji, and a choice`;
}

/** Key frames are counted from 1 there and from 0 here; a sequence that is switched off is not there until it is on again. */
export async function video(site: Site): Promise<string> {
  const project = await site.newProject('Videos', videos);
  const [task = 0] = await site.annotator.importTasks(project, [
    { data: { video: 'https://videos.example.org/match.mp4' } },
  ]);
  const keyFrames = [
    { frame: 1, enabled: true, x: 10, y: 20, width: 5, height: 8, rotation: 0, time: 0.04 },
    { frame: 11, enabled: false, x: 30, y: 25, width: 5, height: 8, rotation: 0, time: 0.44 },
    { frame: 51, enabled: true, x: 60, y: 40, width: 6, height: 9, rotation: 0, time: 2.04 },
  ];
  const ball = {
    id: 'ball',
    from_name: 'box',
    to_name: 'video',
    type: 'videorectangle',
    origin: 'manual',
    original_width: 1280,
    original_height: 720,
    value: { framesCount: 100, duration: 4, sequence: keyFrames, labels: ['Ball'] },
  };
  const { label } = await site.landed(project, await site.annotator.submit(task, [ball]));
  const [unit] = label.units;
  assert.equal(unit?.media, 'video');
  assert.equal(unit.frames, 100);
  const drawn = label.annotations.filter(({ category }) => category === 'Ball');
  assert.deepEqual(
    drawn.map(({ at }) => (at.kind === 'frame' ? at.frame : at.kind)),
    [0, 10, 50],
  );
  const [width, height] = unit.coordinates === 'relative' ? [1, 1] : [unit.width ?? 0, unit.height ?? 0];
  for (const [index, { x, y, width: w, height: h }] of keyFrames.entries()) {
    expectNear(
      drawn[index]?.shape,
      {
        kind: 'box',
        x: (x / 100) * width,
        y: (y / 100) * height,
        width: (w / 100) * width,
        height: (h / 100) * height,
        rotationDegrees: 0,
      },
      `key frame ${index}`,
    );
  }
  const [track, ...others] = label.tracks ?? [];
  assert.equal(others.length, 0);
  assert.equal(track?.interpolation, 'linear');
  assert.deepEqual(track.frames, [
    { start: 0, end: 11 },
    { start: 50, end: 100 },
  ]);
  return `a track of ${drawn.length} key frames, there in frames 0 to 10 and 50 to 99`;
}

/** What a tracker found: each key frame with its score. One that is not between 0 and 1 is reported, and the box stays. */
export async function scoredVideo(site: Site): Promise<string> {
  const project = await site.newProject('Scores', videos);
  const [task = 0] = await site.annotator.importTasks(project, [
    { data: { video: 'https://videos.example.org/tracked.mp4' } },
  ]);
  const scores = [0.97, 0.815, 87.5, undefined];
  const sequence = scores.map((score, index) => ({
    ...{ frame: 1 + 10 * index, enabled: true, auto: index > 0, rotation: 0, time: 0.4 * index + 0.04 },
    ...{ x: 10 + 11.1 * index, y: 20.5, width: 5, height: 8 },
    ...(score === undefined ? {} : { score }),
  }));
  const ball = {
    id: 'ball',
    from_name: 'box',
    to_name: 'video',
    type: 'videorectangle',
    origin: 'prediction',
    value: { framesCount: 40, duration: 1.6, sequence, labels: ['Ball'] },
  };
  const { label, record } = await site.landed(project, await site.annotator.submit(task, [ball]));
  assert.deepEqual(
    label.annotations.map(({ confidence }) => confidence),
    [0.97, 0.815, undefined, undefined],
  );
  for (const [index, { x, y, width, height }] of sequence.entries()) {
    const [across = 0, down = 0] = label.units[0]?.coordinates === 'relative' ? [1, 1] : [];
    const [left, top] = [(x / 100) * across, (y / 100) * down];
    const box = { kind: 'box', x: left, y: top, width: (width / 100) * across, height: (height / 100) * down };
    expectNear(label.annotations[index]?.shape, { ...box, rotationDegrees: 0 }, `key frame ${index}`);
  }
  const notKept = {
    code: 'value-not-kept',
    path: 'result[].value.sequence[].score',
    count: 1,
    annotations: ['ball#20'],
  };
  assert.deepEqual(record.leftOut, [notKept]);
  return 'scores 0.97 and 0.815 are confidences of their key frames; 87.5 is reported, and its box is there';
}
