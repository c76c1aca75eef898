import { InvalidLabel, LabelNotFound } from '../../../contracts/errors.ts';
import { explainIssues } from '../../../contracts/explain-issues.ts';
import { isLabel, Label, type Unit } from '../../../label/label.ts';
import type { FetchedDocument } from '../../platform.ts';
import { categoriesOf } from './categories.ts';
import { parseConfig } from './label-config.ts';
import type { PlacedAnnotation } from './annotations.ts';
import { regionsOf } from './annotations.ts';
import { related } from './relations.ts';
import { readResults } from './results.ts';
import { sourceOf } from './source.ts';
import { tagsFor } from './tags.ts';
import { ProjectConfig, parseAs, requireShallow, Task } from './task.ts';
import { Units } from './units.ts';

/** A task narrowed to one annotation, with its project's configuration → the canonical label. LabelNotFound when it was skipped. */
export function normalise({ ref, document, ontology }: FetchedDocument, project: string): Label {
  requireShallow(document);
  const task = parseAs(Task, document, 'The task');
  const [annotation] = task.annotations;
  const { label_config: config } = ontology === undefined ? {} : parseAs(ProjectConfig, ontology, 'The project');
  if (annotation.was_cancelled) throw new LabelNotFound(skipped);
  const data = task.data ?? {};
  const tags = tagsFor(config ? parseConfig(config) : [], data);
  const { results, relations } = readResults(annotation.result ?? []);
  const units = new Units(String(task.id), tags, data, results);
  const regions = regionsOf(results, units, tags);
  const placed = related(regions, relations);
  const tracks = regions.flatMap((region) => region.tracks);
  const label: Label = {
    schema: 1,
    source: sourceOf(task, annotation, ref, project),
    categories: categoriesOf(tags, placed),
    units: withCoordinates(units.all(), placed),
    annotations: placed.map((one) => one.annotation),
    ...(tracks.length > 0 ? { tracks } : {}),
  };
  if (label.units.length === 0) throw new InvalidLabel(nothingShown);
  return parseLabel(label, placed);
}

/** Exported as a label without annotations it would teach a model that there is nothing to see. */
const skipped =
  'The task was skipped (was_cancelled): nobody said what is there, and that is not "labelled, and empty". It is not exported until somebody labels it.';

const nothingShown =
  "Neither the project's label_config nor a result tells what the task shows, so that there is nothing an empty label could be about.";

/** Shapes of a picture of which no result says the size stay as they are, from 0 to 1. */
function withCoordinates(units: readonly Unit[], placed: readonly PlacedAnnotation[]): Unit[] {
  const drawnOn = new Set(placed.flatMap(({ annotation }) => (annotation.shape ? annotation.unit : [])));
  return units.map((unit) =>
    unit.width === undefined && drawnOn.has(unit.id) ? { ...unit, coordinates: 'relative' } : unit,
  );
}

/** The model speaks of its own `annotations[4]`; the message adds which result that comes from. */
function parseLabel(label: Label, placed: readonly PlacedAnnotation[]): Label {
  if (isLabel(label)) return label;
  const parsed = Label.safeParse(label);
  if (parsed.success) return parsed.data;
  const origins = parsed.error.issues.flatMap(({ path: [list, index] }) => {
    const origin = list === 'annotations' && typeof index === 'number' ? placed[index]?.path : undefined;
    return origin ? [`annotations[${String(index)}] is ${origin}`] : [];
  });
  const where = origins.length > 0 ? ` (${[...new Set(origins)].slice(0, 5).join(', ')})` : '';
  throw new InvalidLabel(`The annotation does not fit the model: ${explainIssues(parsed.error, label)}${where}.`);
}
