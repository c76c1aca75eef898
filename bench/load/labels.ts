import { loadConfiguration } from '../../cli/load-configuration.ts';
import { loadServedLabels } from '../../cli/send/served-labels.ts';
import type { ServedLabel } from '../../lib/platforms/testing.ts';
import { samples } from '../../local/samples-folder.ts';
import { syntheticLabels } from '../pipeline/labels.ts';

/** Each may have ten exports running, also those that a killed pipeline left behind. */
const labelboxProjects = 8;

type EncordRow = {
  data_type: string;
  last_edited_at: string;
  data_units: Record<string, { data_type: string; labels: { objects: { boundingBox?: { x: number } }[] } }>;
};

/** Labelled images of Encord. */
export const encordLabels = (count: number): ServedLabel[] =>
  syntheticLabels(count).map((label) => ({ ...label, document: structuredClone(label.document) }));

/** What the canonical label cannot hold yet, so each is refused as InvalidLabel. */
export const encordVideos = (count: number, after: number): ServedLabel[] =>
  encordLabels(after + count)
    .slice(after)
    .map((label) => {
      const row = label.document as EncordRow;
      row.data_type = 'video';
      for (const unit of Object.values(row.data_units)) unit.data_type = 'video/mp4';
      return label;
    });

/** As much of a data row of Labelbox as is changed here. */
type ExportRow = {
  readonly data_row: Readonly<Record<string, unknown>>;
  readonly projects: Readonly<Record<string, { readonly labels: readonly Readonly<Record<string, unknown>>[] }>>;
};

const labelboxId = (kind: string, number: number) => `c${kind.padEnd(12, '0')}${String(number).padStart(12, '0')}`;

/** Labels of Labelbox, each on a data row of its own. */
export async function labelboxLabels(count: number): Promise<ServedLabel[]> {
  const [template] = (await loadServedLabels(samples, await loadConfiguration())).labels.labelbox ?? [];
  if (!template) throw new Error('local/samples/labelbox holds no label any more.');
  return Array.from({ length: count }, (_, number) => {
    const row = structuredClone(template.document) as ExportRow;
    const [of] = Object.values(row.projects);
    const project = labelboxId('project', number % labelboxProjects);
    const [label, dataUnit] = [labelboxId('label', number), labelboxId('row', number)];
    const name = `harbour/${number}.jpg`;
    const document = {
      ...row,
      data_row: { ...row.data_row, id: dataUnit, external_id: name },
      projects: { [project]: { ...of, labels: [{ ...of?.labels[0], id: label }] } },
    };
    return { project, label, dataUnit, name, document };
  });
}

/** The document as it stands after an edit at that instant: the time of the last change, and something that changed. */
export const edits: Readonly<Record<'encord' | 'labelbox', (label: ServedLabel, at: Date) => void>> = {
  encord: ({ document }, at) => {
    const row = document as EncordRow;
    row.last_edited_at = at.toISOString().replace('Z', '000+00:00');
    const [unit] = Object.values(row.data_units);
    const box = unit?.labels.objects[0]?.boundingBox;
    if (box) box.x = (at.getTime() % 8000) / 10_000;
  },
  labelbox: ({ document, project }, at) => {
    const label = (document as ExportRow).projects[project]?.labels[0];
    if (!label) throw new Error('A data row of the load test holds no label.');
    const stamp = at.toISOString().replace('Z', '+00:00');
    const objects = (label.annotations as { objects: { bounding_box?: { left: number } }[] }).objects;
    const box = objects.find(({ bounding_box }) => bounding_box)?.bounding_box;
    if (box) box.left = (at.getTime() % 800) + 0.5;
    Object.assign(label.label_details as object, { updated_at: stamp, content_last_updated_at: stamp });
  },
};
