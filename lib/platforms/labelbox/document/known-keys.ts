import { always, type KnownKeys, knownKeys } from '../../kit/known-keys.ts';

/** Names in other spellings: of the ontology, and of the annotation. Nobody needs them. */
const names = ['feature_id', 'feature_schema_id', 'name', 'value'];

/** The keys of an object whose kind reads `own`. */
export const objectKeys = (own: readonly string[], place = 'an object'): KnownKeys =>
  knownKeys(place, [...names, 'annotation_kind', 'color', 'confidence', 'classifications', ...own], { unit: 'POINTS' });

const everyKind = [
  ...['bounding_box', 'polygon', 'line', 'point', 'mask', 'composite_mask', 'geojson', 'location'],
  ...['conversational_location', 'page_number', 'page_dimensions'],
  ...['selected_message', 'selected_messages', 'ranked_messages'],
];

/** The keys of what Labelbox draws: https://docs.labelbox.com/reference/export-quick-reference */
export const keys = {
  label: knownKeys('a label', [
    ...['id', 'label_kind', 'version', 'label_details', 'performance_details', 'annotations'],
  ]),
  parts: knownKeys('the parts of `annotations`, of a frame, of a plane', [
    ...['objects', 'classifications', 'relationships', 'frames', 'groups', 'timestamp', 'segments'],
    'key_frame_feature_map',
  ]),
  object: objectKeys(everyKind, 'an object, the keys of its own kind only'),
  question: knownKeys('a question', [
    ...names,
    'confidence',
    ...['radio_answer', 'checklist_answers', 'text_answer', 'message_id', 'page_number'],
    ...['conversational_radio_answer', 'conversational_checklist_answers', 'conversational_text_answer'],
  ]),
  choice: knownKeys('a choice', [...names, 'confidence', 'classifications']),
  box: knownKeys('`bounding_box`', ['left', 'top', 'width', 'height']),
  point: knownKeys('`point`, a point of `polygon` or `line`', ['x', 'y']),
  geojson: knownKeys('`geojson`', ['type', 'coordinates']),
  mask: knownKeys('`mask`', ['url'], { color_rgb: always, left: 0, top: 0 }),
  compositeMask: knownKeys('`composite_mask`', ['url', 'color_rgb'], { left: 0, top: 0 }),
  location: knownKeys('`location` of a text entity', ['start', 'end', 'token'], { message_id: always }),
};
