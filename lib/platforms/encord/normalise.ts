import { Label } from '../../label/label.ts';
import { explainIssues } from '../../label/schema-error.ts';
import { InvalidLabel } from '../../workflow/errors.ts';
import type { FetchedDocument } from '../platform.ts';
import type { PlacedAnnotation } from './annotations.ts';
import { categoriesOf } from './categories.ts';
import { classificationsOf } from './classifications.ts';
import { invalidAt, keyword, LabelRow, parseAt, RowKind } from './label-row.ts';
import { objectsOf } from './objects.ts';
import { parseOntology } from './ontology.ts';
import { sourceOf } from './source.ts';
import { unitsOf } from './units.ts';

const supported = ['image', 'img_group']; // image sequences are of the second kind too

export function normalise({ ref, document, ontology: structure }: FetchedDocument, project: string): Label {
  const row = imageRow(document);
  const ontology = parseOntology(structure);
  const units = unitsOf(row);
  const placed = [...objectsOf(row, units, ontology), ...classificationsOf(row, units, ontology)];
  return parseLabel(
    {
      schema: 1,
      source: sourceOf(row, ref, project),
      categories: categoriesOf(ontology, placed),
      units: units.map(({ unit }) => unit),
      annotations: placed.map(({ annotation }) => annotation),
    },
    placed,
  );
}

function imageRow(document: unknown): LabelRow {
  const place = 'The label row';
  const { data_type: kind } = parseAt(RowKind, document, place);
  if (!supported.includes(kind)) {
    throw invalidAt(place, `data_type ${keyword(kind)} is not supported yet (supported: ${supported.join(', ')})`);
  }
  const row = parseAt(LabelRow, document, place);
  const spaces = Object.keys(row.spaces ?? {}).length;
  if (spaces > 0)
    throw invalidAt('spaces', `holds ${spaces} spaces (a data group or layers), which are not supported yet`);
  return row;
}

/** The model speaks of its own `annotations[4]`; the message adds where in the document that comes from. */
function parseLabel(label: Label, placed: readonly PlacedAnnotation[]): Label {
  const parsed = Label.safeParse(label);
  if (parsed.success) return parsed.data;
  const origins = parsed.error.issues.flatMap(({ path: [list, index] }) => {
    const origin = list === 'annotations' && typeof index === 'number' ? placed[index]?.place : undefined;
    return origin ? [`annotations[${String(index)}] is ${origin}`] : [];
  });
  const where = origins.length > 0 ? ` (${[...new Set(origins)].slice(0, 5).join(', ')})` : '';
  throw new InvalidLabel(`The label row does not fit the model: ${explainIssues(parsed.error, label)}${where}.`);
}
