import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { describeLetter, jsonLine, LetterCounts } from '../../../cli/dead-letter-text.ts';
import { groupText, moreGroupsText } from '../../../cli/dlq/group-text.ts';
import { LetterGroups } from '../../../cli/dlq/letter-groups.ts';
import { LetterTable } from '../../../cli/dlq/letter-table.ts';
import { checkLook, groupsJson, outcomeJson, outcomeLine, purgedJson, purgedLine } from '../../../cli/dlq/report.ts';
import { Interrupted } from '../../../cli/failure.ts';
import type { HeldLetter } from '../../../lib/queue/dead-letters.ts';
import { newFolder } from '../../../local/new-folder.ts';
import { labelwire } from '../../support/command-line.ts';
import { anEvent } from '../../support/events.ts';

const aLetter = (parts: Partial<HeldLetter> = {}): HeldLetter => ({
  id: '0f9d5c1e-1111-4222-8333-444455556666',
  events: [anEvent()],
  error: 'InvalidLabel',
  message: 'It is odd.',
  step: 'FetchLabels',
  executionArn: 'arn:aws:states:x',
  firstFailedAt: '2026-05-04T12:00:00.000Z',
  lastFailedAt: '2026-05-04T13:00:00.000Z',
  attempts: 2,
  replays: 1,
  receiptHandle: 'only this process can use it',
  ...parts,
});

const groupsOf = (letters: readonly HeldLetter[]) => {
  const groups = new LetterGroups();
  groups.add(letters);
  return groups.all;
};
const platforms = new Map([['encord', { title: 'Encord', keyIsMade: 'Settings → Keys' }]]);
const context = { at: ' --stage prod', now: new Date('2026-05-04T14:00:00.000Z'), platforms, width: 80 };
const groupsText = (letters: readonly HeldLetter[]) =>
  groupsOf(letters)
    .map((group) => groupText(group, context))
    .join('\n\n');

/** Letters of the same reason, but for what is each label's own. */
const holograms = (count: number): HeldLetter[] =>
  Array.from({ length: count }, (_, index) =>
    aLetter({
      id: `${String(index).padStart(8, '0')}-1111-4222-8333-444455556666`,
      events: [anEvent({ label: `cm4label${index}` })],
      message: `annotations.objects[${index}] of cm4label${index} is of kind "Hologram", which is not supported.`,
      lastFailedAt: new Date(Date.UTC(2026, 4, 4, 13, 0, index)).toISOString(),
    }),
  );

describe('dead letters by their reasons', () => {
  it('are one paragraph for a reason, with what to do next, exact to the deployment', () => {
    expect(groupsText([...holograms(3), aLetter({ error: 'PlatformRefused', message: 'No.' })]).split('\n')).toEqual([
      '3 InvalidLabel  encord  project project-1',
      '  reason  annotations.objects[n] of … is of kind "Hologram", which is not',
      '          supported.',
      '  failed  2026-05-04 13:00:00 to 2026-05-04 13:00:02 UTC (59 min ago)',
      '  labels  cm4label0, cm4label1, cm4label2',
      '  do      The reason names the place in the document. Change it on Encord, then',
      '          replay. docs/canonical-label.md says what a label can hold.',
      '  show    npx labelwire dlq show 00000000 --stage prod',
      '  replay  npx labelwire dlq replay --id 00000000 00000001 00000002 --stage prod',
      '',
      '1 PlatformRefused  encord  project project-1',
      '  reason  No.',
      '  failed  2026-05-04 13:00:00 UTC (1 h ago)',
      '  labels  label-1',
      '  do      Encord does not take the key, or the key may not see project',
      '          project-1. Make one that may (Settings → Keys), connect with it, and',
      '          replay.',
      '  connect npx labelwire connect encord --stage prod',
      '  replay  npx labelwire dlq replay --id 0f9d5c1e --stage prod',
    ]);
  });

  it('of many thousands stay one paragraph, which replays them by what they have in common', () => {
    const text = groupsText(holograms(5_000));
    expect(text.split('\n')).toHaveLength(9);
    expect(text).toMatch(/^5,000 InvalidLabel/);
    expect(text).toContain('cm4label3, 4,996 more');
    expect(text).toContain(
      'npx labelwire dlq replay --all --error InvalidLabel --platform encord --project project-1 --stage prod',
    );
  });

  it('are apart where error, connection, project or the words of the reason differ', () => {
    const differing = [
      aLetter(),
      aLetter({ error: 'PlatformRefused' }),
      aLetter({ events: [anEvent({ connection: 'berlin' })] }),
      aLetter({ events: [anEvent({ project: 'project-2' })] }),
      aLetter({ message: 'It is even.' }),
    ];
    expect(groupsOf(differing)).toHaveLength(5);
  });

  it('counts the letters of reasons beyond the limit', () => {
    const groups = groupsOf([...holograms(3), aLetter()]);
    expect(moreGroupsText(groups.slice(1), 0)).toMatch(/^\n…and 1 more reason with 1 dead letter\. /);
    expect(moreGroupsText([], 0)).toBeUndefined();
  });
});

it('a reason for programs has what to do, all ids and the first letters, and how many letters have reasons beyond the most', () => {
  const groups = new LetterGroups();
  groups.add(holograms(120));
  const [line = '', ...more] = groupsJson({ all: groups.all, lettersOfOtherReasons: 3 }, platforms, '');
  const group = JSON.parse(line) as { ids: string[]; letters: unknown[]; whatToDo: { text: string } };
  expect([group.ids.length, group.letters.length]).toEqual([120, 100]);
  expect(group.letters[0]).toMatchObject({ id: group.ids[0], name: 'cm4label0', label: 'cm4label0', moreEvents: 0 });
  expect(group.whatToDo.text).toContain('Change it on Encord');
  expect(more).toEqual(['{"lettersOfOtherReasons":3}']);
});

describe('a table of dead letters', () => {
  it('has a line a letter, its columns one below the other, and times that say their zone', () => {
    const letters = [
      aLetter(),
      aLetter({ id: 'abcdefgh-2', error: 'PlatformThrottled', events: [anEvent(), anEvent()] }),
    ];
    expect(new LetterTable(undefined).text(letters).split('\n')).toEqual([
      'id        failed (UTC)         error              connection  project    label               reason',
      '0f9d5c1e  2026-05-04 13:00:00  InvalidLabel       encord      project-1  label-1             It is odd.',
      'abcdefgh  2026-05-04 13:00:00  PlatformThrottled  encord      project-1  label-1 and 1 more  It is odd.',
    ]);
  });

  it('goes on in the same columns, without a second head', () => {
    const table = new LetterTable(undefined);
    const [, first = ''] = table.text([aLetter()]).split('\n');
    expect(table.text([aLetter(), aLetter()])).toBe([first, first].join('\n'));
  });

  it('has the whole reason on one line where there is no terminal', () => {
    const message = `one\n\ttwo ${'x'.repeat(2_000)}`;
    const [, line = ''] = new LetterTable(undefined).text([aLetter({ message })]).split('\n');
    expect(line).toMatch(/one two x{2000}$/);
  });

  it.each([40, 80, 132, 200])('is never wider than a terminal of %i columns', (width) => {
    const letters = [
      aLetter({ message: `annotations.objects[2] ${'is odd '.repeat(60)}` }),
      aLetter({ events: [anEvent({ project: 'cm3project0000000000harbr', label: 'cm4label00000000000000002' })] }),
    ];
    const lines = new LetterTable(width).text(letters).split('\n');
    const least = 80; // what the ids and the time of a letter need
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(Math.max(width, least));
    expect(lines.join('\n')).toMatch(width > 100 ? /cm4label00000000000000002/ : /cm4\S*…\S*2/);
  });

  it.each([
    [{ events: [] }, '(unreadable)'],
    [{ events: [anEvent({ label: undefined, dataUnit: 'unit-1' })] }, 'data unit unit-1'],
    [{ events: [anEvent({ label: undefined, listing: 'stage:one' })] }, 'listing stage:one'],
  ])('names what there is of a label', (parts, cell) => {
    expect(new LetterTable(undefined).text([aLetter(parts)])).toContain(cell);
  });
});

it('counts letters by error', () => {
  const counts = new LetterCounts();
  counts.add([aLetter()]);
  expect(`${counts}`).toBe('1 dead letter: 1 InvalidLabel');
  counts.add([aLetter({ error: 'X' }), aLetter()]);
  expect(`${counts}`).toBe('3 dead letters: 2 InvalidLabel, 1 X');
});

it('shows every fact of a letter, and leaves out those it lacks', () => {
  expect(describeLetter(aLetter())).toBe(
    [
      'id            0f9d5c1e-1111-4222-8333-444455556666',
      'error         InvalidLabel',
      'reason        It is odd.',
      'step          FetchLabels',
      'execution     arn:aws:states:x',
      'first failed  2026-05-04T12:00:00.000Z',
      'last failed   2026-05-04T13:00:00.000Z',
      'attempts      2',
      'replays       1',
      'events',
      `  ${JSON.stringify(anEvent())}`,
    ].join('\n'),
  );
  const unreadable = describeLetter(
    aLetter({ events: [], unreadable: 'not JSON', step: undefined, executionArn: undefined }),
  );
  expect(unreadable).toMatch(/\nmessage {7}not JSON$/);
  expect(unreadable).not.toMatch(/^(step|execution|events)/m);
});

it('shows the events that cannot be read', () => {
  expect(describeLetter(aLetter({ unreadableEvents: [{ schema: 2 }] }))).toMatch(/\nunreadable\n {2}{"schema":2}$/);
});

describe('what somebody put into an id or a message', () => {
  const hostile = '\u001b[2J\u009b31m\u0007\u202etxt.exe\u2028\u007f';
  const letter = aLetter({
    error: hostile,
    message: `${hostile}\nerror         Nothing`,
    unreadable: hostile,
    events: [anEvent({ label: hostile })],
    unreadableEvents: [{ id: hostile }],
  });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not get through
  const control = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

  it('reaches the terminal with its control characters escaped, in every form of a letter', () => {
    const counts = new LetterCounts();
    counts.add([letter]);
    const outcome = { letter, outcome: 'kept', reason: hostile } as const;
    for (const text of [
      new LetterTable(80).text([letter]),
      new LetterTable(undefined).text([letter]),
      groupsText([letter]),
      describeLetter(letter),
      jsonLine(letter),
      `${counts}`,
      outcomeLine(outcome),
      outcomeJson(outcome),
      purgedLine(letter, false),
      purgedJson(letter, false),
    ]) {
      expect(text).not.toMatch(control);
      expect(text).toContain('\\u001b[2J');
    }
  });

  it('cannot look like a fact of the letter', () => {
    expect(
      describeLetter(letter)
        .split('\n')
        .filter((line) => line.startsWith('error')),
    ).toHaveLength(1);
  });

  it('is the same in JSON', () => {
    expect(JSON.parse(jsonLine(letter))).toMatchObject({ error: hostile, unreadableEvents: [{ id: hostile }] });
  });
});

describe('a look that was not whole', () => {
  const whole = { looked: 3, arrived: 0, heldElsewhere: 0, waiting: 0, interrupted: false };

  it('is not called the end of the dead letters', () => {
    expect(() => checkLook(whole)).not.toThrow();
    expect(() => checkLook({ ...whole, heldElsewhere: 2, waiting: 1 })).toThrow(
      'Not every dead letter could be looked at: SQS counts about 2 held elsewhere (by another command, by the SQS console) and 1 that arrived meanwhile. Run it again in some minutes.',
    );
    expect(() => checkLook({ ...whole, interrupted: true })).toThrow(Interrupted);
  });
});

it('makes JSON of a letter without the handle', () => {
  expect(JSON.parse(jsonLine(aLetter()))).not.toHaveProperty('receiptHandle');
  expect(JSON.parse(jsonLine(aLetter()))).toMatchObject({ id: aLetter().id, attempts: 2 });
});

describe('dlq restore, whose file cannot be sent whole', () => {
  const restore = (text: string | undefined, ...more: string[]) => {
    const file = join(newFolder(), 'archive.jsonl');
    if (text !== undefined) writeFileSync(file, text);
    return labelwire(['dlq', 'restore', file, '--dry-run', ...more]);
  };
  const archived = jsonLine(aLetter());

  it.each([
    ['is not there', undefined, 'must be a file that dlq purge --archive wrote, but there is none.'],
    ['is empty', '', 'holds no dead letter.'],
    ['is not JSON after a letter', `${archived}\n{"id":`, 'letter 2 must be JSON, but is not.'],
    ['holds something else', '{"id":"a"}', 'letter 1: events must be a list, but is missing'],
    ['holds an event of another kind', archived.replace('"connection":"encord",', ''), 'events[0].connection must be'],
  ])('ends with 1 and sends nothing where it %s', async (_what, text, message) => {
    const ended = await restore(text);
    expect(ended).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining(message) });
  });

  it('ends with 2 where a filter names an error that no letter has', async () => {
    const ended = await restore(archived, '--error', 'invalidlabel');
    expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining('Did you mean "InvalidLabel"?') });
  });

  it('says for programs what would be sent', async () => {
    const ended = await restore(`${archived}\n`, '--json');
    expect(JSON.parse(ended.stdout)).toEqual({ id: aLetter().id, outcome: 'would be replayed', events: 1 });
  });
});
