import { csv } from '../../../support/planted-faults/edits.ts';
import type { Planting } from '../../../support/planted-faults/planting.ts';

const edit = csv(
  { category: 'class' },
  {
    ...{ x: 'x', y: 'y', width: 'w', height: 'h', rotationDegrees: 'angle' },
    ...{ polygons: 'x y', points: 'x y', coordinates: 'x y' },
    ...{ frame: 'frame', start: 'start', end: 'end', channel: 'channel', message: 'message', text: 'answer' },
  },
);

export default [
  {
    options: {},
    edit,
    holds: [
      'box',
      'turned box',
      'polygon',
      'polygon with a hole',
      'mask',
      'skeleton',
      'point',
      'line',
      'ellipse',
      'place',
      'tracks',
      'tracks of masks',
      'turns',
      'slices',
      'utterances',
      'answers',
      'conversation',
      'names',
    ],
  },
] satisfies Planting[];
