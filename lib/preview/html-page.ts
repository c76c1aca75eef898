import { createHash } from 'node:crypto';
import type { Block, Drawing, Frames, PanelPlace, Recording } from './drawing.ts';
import { drawingWidth, isMoving } from './drawing.ts';
import { type LabelChange, labelChangeText } from './label-changes.ts';
import { element, joined, type Markup } from './markup.ts';
import { svgElement } from './svg-file.ts';

/** Drawings that belong together, such as a label and what files say of it, side by side where there is room. */
export type Group = {
  readonly title: string;
  readonly drawings: readonly Drawing[];
  /** Where two revisions are compared. */
  readonly changes?: readonly LabelChange[];
};

/**
 * One page that needs nothing else: no script, no font, no address. Its policy lets a browser load nothing but the pictures
 * in it, and use no style but its own, so that even markup from a label could do nothing.
 */
export function htmlPage(title: string, groups: readonly Group[]): string {
  const style = styleFor(mostFramesOf(groups));
  const plays = groups.some(({ drawings }) => drawings.some(({ recording }) => recording));
  const policy = [
    "default-src 'none'",
    'img-src data:',
    `style-src ${hashOf(style)}`,
    ...(plays ? ['media-src data:', `script-src ${hashOf(moveVideos)}`] : []),
  ].join('; ');
  const head = element(
    'head',
    {},
    element('meta', { charset: 'utf-8' }),
    element('meta', { 'http-equiv': 'Content-Security-Policy', content: policy }),
    element('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    element('meta', { name: 'referrer', content: 'no-referrer' }),
    element('title', {}, title),
    { markup: `<style>${style}</style>` },
  );
  const body = element(
    'body',
    {},
    element('h1', {}, title),
    ...groups.map((group, index) => groupMarkup(group, `${index}`)),
    plays ? { markup: `<script>${moveVideos}</script>` } : undefined,
  );
  return `<!DOCTYPE html>\n${element('html', { lang: 'en' }, head, body).markup}\n`;
}

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** The one script, of pages with videos: it lays each below its shapes, and moves it to the frame that is chosen. */
const moveVideos = [
  'for(const moving of document.querySelectorAll(".moving")){',
  'const video=moving.querySelector("video");',
  'const {place}=moving.dataset;const [left,top,width,height]=place.split(" ");',
  'Object.assign(video.style,{left,top,width,height});',
  'const show=({dataset})=>{if(dataset.seconds)video.currentTime=Number(dataset.seconds)};',
  'show(moving.parentElement.querySelector("input:checked"));',
  'moving.parentElement.addEventListener("change",({target})=>show(target));}',
].join('');

/** `name` is one that no other part of the page has. */
const groupMarkup = ({ title, drawings, changes = [] }: Group, name: string): Markup =>
  element(
    'section',
    {},
    drawings.length === 1 && drawings[0]?.title === title ? undefined : element('h2', {}, title),
    changes.length === 0
      ? undefined
      : element('ul', {}, ...changes.map((change) => element('li', {}, labelChangeText(change)))),
    element('div', { class: 'drawings' }, ...drawings.map((drawing, index) => figure(drawing, `${name}-${index}`))),
  );

const figure = ({ title, notes, blocks, recording }: Drawing, name: string): Markup =>
  element(
    'figure',
    {},
    element('figcaption', {}, element('strong', {}, title), ...notes.map((note) => element('p', {}, note))),
    recording && !blocks.some(isMoving) ? playerMarkup(recording) : undefined,
    ...blocks.map((block, index) => blockMarkup(block, { title, recording }, `${name}-${index}`)),
  );

const notPlayed = 'This browser plays neither videos nor audios.';

/** Controls are the browser's own. */
const playerMarkup = ({ kind, address }: Recording): Markup =>
  element(kind, { src: address, controls: 'controls' }, notPlayed);

type Shown = { readonly title: string; readonly recording: Recording | undefined };

const blockMarkup = (block: Block, { title, recording }: Shown, name: string): Markup =>
  'frames' in block
    ? framesMarkup(block, { title, recording: isMoving(block) ? recording : undefined }, `frames-${name}`)
    : svgElement({ width: drawingWidth, height: block.height, title }, block.body);

/** A radio button a frame: they are one stop of the keyboard, whose arrows go through the frames, and need no script. */
function framesMarkup({ height, frames, picture }: Frames, { title, recording }: Shown, name: string): Markup {
  const buttons = frames.map((frame, index) =>
    element('input', {
      type: 'radio',
      name,
      'aria-label': frame.name,
      title: frame.name,
      'data-seconds': frame.seconds === undefined ? undefined : String(frame.seconds),
      checked: index === 0 ? 'checked' : undefined,
    }),
  );
  const panels = frames.map((frame) =>
    element(
      'g',
      { class: 'frame' },
      frame.body,
      element('text', { x: 8, y: height - 8, stroke: '#fff', 'stroke-width': 3, 'paint-order': 'stroke' }, frame.name),
    ),
  );
  const svg = svgElement({ width: drawingWidth, height, title }, joined(panels));
  return element(
    'div',
    { class: 'frames' },
    recording && picture
      ? element(
          'div',
          { class: 'moving', 'data-place': placeText(picture, height) },
          element(
            'video',
            { src: recording.address, muted: 'muted', playsinline: 'playsinline', preload: 'auto' },
            notPlayed,
          ),
          svg,
        )
      : svg,
    element('div', { class: 'buttons', role: 'radiogroup', 'aria-label': 'frames' }, ...buttons),
  );
}

/** In shares of the drawing, which is as wide as its page lets it. */
const placeText = ({ x, y, width, height }: PanelPlace, whole: number): string =>
  [x / drawingWidth, y / whole, width / drawingWidth, height / whole].map((share) => `${100 * share}%`).join(' ');

const mostFramesOf = (groups: readonly Group[]): number =>
  groups
    .flatMap(({ drawings }) => drawings.flatMap(({ blocks }) => blocks))
    .reduce((most, block) => Math.max(most, 'frames' in block ? block.frames.length : 0), 0);

/** Neither quotes nor angle brackets: it stands in the page as it is. */
const styleFor = (mostFrames: number): string =>
  [
    'body{font:14px/1.4 system-ui,sans-serif;color:#1f2328;background:#f6f8fa;margin:24px}',
    'h1{font-size:20px}h2{font-size:16px;overflow-wrap:anywhere}',
    '.drawings{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(420px,100%),1fr));gap:16px;align-items:start}',
    'figure{max-width:960px;margin:0;padding:12px;background:#fff;border:1px solid #d0d7de;border-radius:8px}',
    'figcaption{overflow-wrap:anywhere}figcaption p{margin:4px 0;color:#57606a}',
    'svg{display:block;width:100%;height:auto;margin-top:8px}',
    '.moving{position:relative;margin-top:8px}.moving video{position:absolute;object-fit:fill}.moving svg{position:relative;margin-top:0}.moving .paper{fill:none}',
    'audio,figure>video{display:block;width:100%;margin-top:8px}',
    '.mark:hover{filter:brightness(1.25) drop-shadow(0 0 2px #000)}',
    '.frame{display:none}.buttons{display:flex;margin-top:6px}',
    '.buttons input{flex:1;min-width:3px;height:18px;margin:0;appearance:none;background:#d0d7de;border-right:1px solid #fff;cursor:pointer}',
    '.buttons input:checked{background:#0969da}.buttons input:focus-visible{outline:2px solid #1f2328}',
    ...Array.from(
      { length: mostFrames },
      (_, index) => `.frames:has(input:nth-child(${index + 1}):checked) .frame:nth-child(${index + 1}){display:inline}`,
    ),
  ].join('');
