import type { Place } from '../label/label.ts';
import { decimal } from './markup.ts';

/** A place in words, as the label counts: frames and pages from 0, the end of a range not in it. */
export function placeText(at: Place): string {
  switch (at.kind) {
    case 'whole':
      return 'the whole of it';
    case 'frame':
      return `frame ${at.frame}${viewText(at.view)}`;
    case 'frames':
      return `frames ${rangesText(at.ranges)}${viewText(at.view)}`;
    case 'page':
      return `page ${at.page}`;
    case 'time':
      return `${rangesText(at.ranges)} ms${at.channel === undefined ? '' : `, channel ${at.channel}`}`;
    case 'text':
      return `characters ${rangesText(at.ranges)}${quoted(at.text)}`;
    case 'markup':
      return `${at.ranges.map(({ start, end }) => `${start.xpath} ${start.offset} to ${end.xpath} ${end.offset}`).join(', ')}${quoted(at.text)}`;
    case 'message':
      return `message ${at.parts.map(partText).join(', ')}${quoted(at.text)}`;
    case 'tokens':
      return at.groups
        .map(({ page, tokens, text }) => `page ${page}, ${tokens.length} tokens${quoted(text)}`)
        .join('; ');
    case 'series':
      return `${at.start} to ${at.end}`;
  }
}

const rangesText = (ranges: readonly { readonly start: number; readonly end: number }[]): string =>
  ranges.map(({ start, end }) => `${decimal(start)} to ${decimal(end)}`).join(', ');

const viewText = (view: string | undefined): string => (view === undefined ? '' : `, view ${view}`);

const quoted = (text: string | undefined): string => (text === undefined ? '' : ` “${text}”`);

const partText = ({ message, start, end }: Extract<Place, { kind: 'message' }>['parts'][number]): string =>
  start === undefined && end === undefined ? message : `${message} ${start ?? 'beginning'} to ${end ?? 'end'}`;
