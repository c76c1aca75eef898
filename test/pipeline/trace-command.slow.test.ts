import { afterAll, beforeAll, expect, it } from 'vitest';
import { environmentForTools } from '../../local/environment.ts';
import { type Ended, folderOfLocalPipeline, labelwire } from '../support/command-line.ts';
import { aRunningPipeline, type TestPipeline } from '../support/running-pipeline.ts';
import { anEncordLabel } from '../support/served-labels.ts';

let on: TestPipeline;
let folder: string;
beforeAll(async () => {
  on = await aRunningPipeline();
  folder = folderOfLocalPipeline(environmentForTools(on.pipeline));
});
afterAll(() => on.stop());

const trace = (...args: string[]): Promise<Ended> => labelwire(['trace', ...args, '--local'], { folder });

function served(parts: Parameters<typeof anEncordLabel>[0]): ReturnType<typeof anEncordLabel> {
  const label = anEncordLabel(parts);
  on.pipeline.connection('encord').labels.push(label);
  return label;
}

it('shows what the bucket has of a label, found by its id, by a key, by an address and by the name of its picture', async () => {
  const label = served({ project: 'quay', label: 'Quay/1', title: 'harbour/quay.jpg' });
  await on.announce('encord', label);
  const { files, writtenAt } = await on.record('encord', label);
  const [first = ''] = Object.keys(files);
  const byId = await trace('Quay/1');
  expect(byId.code).toBe(0);
  const lines = byId.stdout.split('\n');
  expect(lines[0]).toBe('Quay/1  (encord, project quay)');
  expect(lines[1]).toMatch(/^ {2}in the bucket {2}exported, revision \d{4}-/);
  expect(lines[1]).toContain(`written ${writtenAt}`);
  for (const key of Object.keys(files)) expect(lines).toContain(`${' '.repeat(17)}${key}`);
  expect(byId.stdout).toContain('under way      in no execution that runs');
  const others = [`s3://${on.environment.BUCKET}/${first}`, first, 'harbour/quay.jpg'].map((text) => trace(text));
  for (const { stdout } of await Promise.all(others)) expect(stdout).toBe(byId.stdout);
});

it('says which of its files are not there any more, and which somebody has overwritten', async () => {
  const label = served({ project: 'damaged', label: 'damaged' });
  await on.announce('encord', label);
  const [first = '', second = ''] = Object.keys((await on.record('encord', label)).files);
  await on.remove(first);
  await on.put(second, 'something else');
  const { stdout } = await trace('damaged');
  expect(stdout).toContain(`${first}  ← is not there any more`);
  expect(stdout).toContain(`${second}  ← somebody else has written other bytes there`);
});

it('shows the dead letter of a label that was never exported, with the command that shows it whole', async () => {
  const label = served({ project: 'broken', label: 'broken' });
  label.document.data_units = 'a text';
  await on.announce('encord', label);
  const { code, stdout } = await trace('broken', '--platform', 'encord', '--project', 'broken');
  expect(code).toBe(0);
  expect(stdout).toMatch(/given up {7}InvalidLabel at \d/);
  expect(stdout).toMatch(/dead letter {4}InvalidLabel at \d.*data_units/);
  expect(stdout).toMatch(/→ npx labelwire dlq show [0-9a-f]{8} --local/);
  expect((await trace('broken', '--no-letters')).stdout).not.toContain('dead letter');
});

it('finds a label that waits for its platform in the execution that runs', async () => {
  const label = served({ project: 'waiting', label: 'waiting' });
  const encord = on.pipeline.connection('encord');
  const asked = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<undefined>();
  encord.fault = async () => {
    asked.resolve();
    return answer.promise;
  };
  await on.deliver('encord', label, { id: 'the-event' });
  await asked.promise;
  const { stdout } = await trace('waiting', '--json');
  encord.fault = () => undefined;
  answer.resolve(undefined);
  await on.pipeline.aws.idle();
  expect(JSON.parse(stdout)).toMatchObject({
    label: 'waiting',
    underWay: { events: [{ execution: expect.stringMatching(/^encord-/), attempt: 1 }], notLookedAt: 0 },
    deadLetters: [],
  });
});

it('tells labels of one id in two projects apart', async () => {
  for (const project of ['one', 'two']) await on.announce('encord', served({ project, label: 'twin' }));
  const both = await trace('twin', '--json');
  expect(
    both.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).project),
  ).toEqual(['one', 'two']);
  const one = await trace('twin', '--json', '--project', 'two');
  expect(JSON.parse(one.stdout)).toMatchObject({ project: 'two', record: { status: 'exported' } });
});

it('ends with 1 where nothing is known of it, and says what to try', async () => {
  expect(await trace('never')).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(
      /Nothing is known of "never".*Export what was missed: npx labelwire sync <connection>/,
    ),
  });
});

it('lets a name from outside do nothing to the terminal', async () => {
  const { stderr } = await trace('evil\u001b[2J');
  expect(stderr).not.toContain('\u001b');
  expect(stderr).toContain('evil\\u001b[2J');
});
