import { always, knownKeys } from '../../kit/known-keys.ts';

/** The keys of what Labelbox draws: https://docs.labelbox.com/reference/export-quick-reference */
export const keys = {
  box: knownKeys('`bounding_box`', ['left', 'top', 'width', 'height']),
  point: knownKeys('`point`, a point of `polygon` or `line`', ['x', 'y']),
  geojson: knownKeys('`geojson`', ['type', 'coordinates']),
  mask: knownKeys('`mask`', ['url'], { color_rgb: always, left: 0, top: 0 }),
  compositeMask: knownKeys('`composite_mask`', ['url', 'color_rgb'], { left: 0, top: 0 }),
  location: knownKeys('`location` of a text entity', ['start', 'end', 'token'], { message_id: always }),
};
