import { createHash } from 'node:crypto';
import type { Json, LabelParts, ServedLabel } from '../../testing.ts';

/** Label Studio's ids are numbers: the same one for the same name. */
export const numberOf = (name: string): string => String(createHash('sha256').update(name).digest().readUIntBE(0, 6));

/** A project has one configuration for all of its labels, whichever classes they have. */
const label_config = '<View><Image name="image" value="$image"/><RectangleLabels name="kind" toName="image"/></View>';

/**
 * A task with one annotation: https://labelstud.io/guide/export#Label-Studio-JSON-format-of-annotated-tasks
 * The project must be a number, as `projectId` makes them.
 */
export function aLabel(parts: LabelParts): ServedLabel & { document: Record<string, unknown> } {
  const { project, title = 'yard/1.jpg', classes = ['car'], editedAt = '2026-05-04T09:00:00.000000Z' } = parts;
  const label = numberOf(`${project}/${parts.label ?? 'label'}`);
  const dataUnit = numberOf(`${project}/${parts.dataUnit ?? 'task'}`);
  const at = new Date(editedAt).toISOString();
  const annotation = {
    id: Number(label),
    completed_by: 1,
    result: classes.map(aBox),
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

const aBox = (name: string, index: number): Json => ({
  id: `box-${index}`,
  type: 'rectanglelabels',
  from_name: 'kind',
  to_name: 'image',
  origin: 'manual',
  original_width: 640,
  original_height: 480,
  image_rotation: 0,
  value: { x: 50, y: 25, width: 25, height: 25, rotation: 0, rectanglelabels: [name] },
});
