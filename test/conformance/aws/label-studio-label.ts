import { createHash } from 'node:crypto';
import type { ServedLabel } from '../../../lib/platforms/testing.ts';
import { type aLabelboxLabel, earlier } from '../../support/served-labels.ts';

type Parts = Parameters<typeof aLabelboxLabel>[0];

/** Label Studio's ids are numbers: the same one for the same name. */
export const numberOf = (name: string): string => String(createHash('sha256').update(name).digest().readUIntBE(0, 6));

/** Every class that these checks draw; a project has one configuration. */
const classNames = ['car', 'before', 'after', 'old', 'new'];
const label_config = `<View><Image name="image" value="$image"/><RectangleLabels name="kind" toName="image">${classNames
  .map((name) => `<Label value="${name}"/>`)
  .join('')}</RectangleLabels></View>`;

/**
 * A task with one annotation, a box for each class: https://labelstud.io/guide/export#Label-Studio-JSON-format-of-annotated-tasks
 * The project's name is a number already.
 */
export function aLabelStudioLabel(parts: Parts): ServedLabel {
  const { project, title = 'yard/1.jpg', classes = ['car'], editedAt = earlier } = parts;
  const label = numberOf(`${project}/${parts.label ?? 'label'}`);
  const dataUnit = numberOf(`${project}/${parts.dataUnit ?? 'task'}`);
  const at = new Date(editedAt).toISOString();
  const result = classes.map((name, index) => ({
    id: `box-${index}`,
    type: 'rectanglelabels',
    from_name: 'kind',
    to_name: 'image',
    origin: 'manual',
    original_width: 640,
    original_height: 480,
    image_rotation: 0,
    value: { x: 50, y: 25, width: 25, height: 25, rotation: 0, rectanglelabels: [name] },
  }));
  const annotation = {
    id: Number(label),
    completed_by: 1,
    result,
    was_cancelled: false,
    ground_truth: false,
    created_at: at,
    updated_at: at,
    lead_time: 12.5,
    task: Number(dataUnit),
    project: Number(project),
  };
  const document = {
    id: Number(dataUnit),
    data: { image: `https://images.example/${title}` },
    meta: {},
    created_at: at,
    updated_at: at,
    project: Number(project),
    annotations: [annotation],
  };
  return { project, label, dataUnit, name: title, document, ontology: { label_config } };
}
