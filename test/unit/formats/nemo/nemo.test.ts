import { describe, expect, it } from 'vitest';
import type { Annotation, Attribute, Place } from '../../../../lib/label/label.ts';
import { aLabel } from '../../../support/labels.ts';
import { written } from '../pitfalls/written.ts';

const transcript = (text: string, name = 'transcription'): Attribute => ({ name, value: { kind: 'text', text } });
const time = (...ranges: readonly [start: number, end: number][]): Place => ({
  kind: 'time',
  ranges: ranges.map(([start, end]) => ({ start, end })),
});

function manifestOf(
  annotations: readonly Partial<Annotation>[],
  { durationMs, ...options }: { durationMs?: number; questions?: string[] } = {},
) {
  const unit = { id: 'unit-1', name: 'radio/call.wav', media: 'audio' as const };
  const label = aLabel({
    categories: [
      { name: 'pilot', kind: 'object' },
      { name: 'transcription', kind: 'classification' },
    ],
    units: [durationMs === undefined ? unit : { ...unit, durationMs }],
    annotations: annotations.map((parts, index) => ({
      id: `a${index}`,
      category: 'pilot',
      categoryKind: 'object' as const,
      unit: 'unit-1',
      at: time([0, 1000]),
      attributes: [],
      ...parts,
    })),
  });
  const { text, omitted } = written('nemo', label, options);
  return {
    lines: text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)])),
    omitted: omitted.map(({ code, detail }) => [code, detail].filter(Boolean).join(': ')),
  };
}

describe('lines of a NeMo manifest', () => {
  it('say in seconds where a transcribed stretch begins and how long it is, to a microsecond', () => {
    const { lines } = manifestOf([{ at: time([500.0004, 1250.5]), attributes: [transcript('Hello.')] }]);
    expect(lines).toEqual([
      { audio_filepath: 'radio/call.wav', offset: 0.5, duration: 0.7505, text: 'Hello.', category: 'pilot' },
    ]);
  });

  it('are in the order of time', () => {
    const { lines } = manifestOf([
      { at: time([900, 1000]), attributes: [transcript('second')] },
      { at: time([0, 100]), attributes: [transcript('first')] },
    ]);
    expect(lines.map(({ text }) => text)).toEqual(['first', 'second']);
  });

  const whole = {
    category: 'transcription',
    categoryKind: 'classification',
    at: { kind: 'whole' },
    attributes: [transcript('All of it.')],
  } as const satisfies Partial<Annotation>;

  it('are as long as the audio for what is said in all of it', () => {
    expect(manifestOf([{ ...whole }], { durationMs: 2500 }).lines).toEqual([
      { audio_filepath: 'radio/call.wav', offset: 0, duration: 2.5, text: 'All of it.' },
    ]);
  });

  it('are none for all of an audio of unknown length, which NeMo would refuse', () => {
    expect(manifestOf([{ ...whole }])).toEqual({ lines: [], omitted: ['duration-unknown'] });
  });

  it('have an empty transcript where somebody says that nothing is said', () => {
    expect(manifestOf([{ attributes: [transcript('')] }]).lines).toMatchObject([{ text: '' }]);
  });

  it.each<[string, Partial<Annotation>, string]>([
    ['nobody transcribed', { attributes: [transcript('a horn', 'what')] }, 'answer-not-held: transcription'],
    ['has two transcripts', { attributes: [transcript('one'), transcript('two')] }, 'answer-not-held: transcription'],
    ['is in two stretches', { at: time([0, 1], [2, 3]), attributes: [transcript('one')] }, 'ranges-not-held'],
    ['is an instant', { at: time([5, 5]), attributes: [transcript('one')] }, 'no-length'],
  ])('leave out what %s, and say so', (_what, parts, reason) => {
    const heard = { attributes: [transcript('heard')] };
    const { lines, omitted } = manifestOf([parts, heard]);
    expect(lines.map(({ text }) => text)).toEqual(['heard']);
    expect(omitted).toEqual([reason]);
  });

  it('take a question that is marked as one of a transcript in its name', () => {
    const { lines, omitted } = manifestOf([
      { attributes: [transcript('Moin.', 'said (#transcript)'), transcript('no', 'noise')] },
    ]);
    expect(lines).toMatchObject([{ text: 'Moin.' }]);
    expect(omitted).toEqual(['answer-not-held: noise']);
  });

  it('take the first of several questions, and report the other answers', () => {
    const attributes = [transcript('corrected', 'b'), transcript('as spoken', 'a')];
    const { lines, omitted } = manifestOf([{ attributes }], { questions: ['a', 'b'] });
    expect(lines).toMatchObject([{ text: 'as spoken' }]);
    expect(omitted).toEqual(['answer-not-held: b']);
  });

  it('hold no half of a character, which Arrow does not read', () => {
    const { lines, omitted } = manifestOf([{ attributes: [transcript('a\ud800')] }]);
    expect(lines).toMatchObject([{ text: 'a\ufffd' }]);
    expect(omitted).toEqual(['text-changed: half a character']);
  });
});
