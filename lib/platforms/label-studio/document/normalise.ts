import { InvalidLabel, NotLabelled } from '../../../contracts/errors.ts';
import type { Label, Unit } from '../../../label/label.ts';
import { finishLabel, type PlacedAnnotation, skippedMessage } from '../../kit/finish-label.ts';
import { groupedUnits } from '../../kit/grouped-units.ts';
import { parseAs } from '../../kit/parse.ts';
import { Reading } from '../../kit/reading.ts';
import type { FetchedDocument, ReadingSettings } from '../../platform.ts';
import { regionsOf } from './annotations.ts';
import { categoriesOf } from './categories.ts';
import { keypointsOf } from './keypoints.ts';
import { parseConfig } from './label-config.ts';
import { posesIn } from './poses.ts';
import { withRelations } from './relations.ts';
import { readResults } from './results.ts';
import { sourceOf } from './source.ts';
import { isSupported } from './supported.ts';
import { tagsFor } from './tags.ts';
import { ProjectConfig, requireShallow, Task } from './task.ts';
import { Units } from './units.ts';

/** A task narrowed to one annotation, with its project's configuration → the canonical label. NotLabelled when it was skipped. */
export function normalise(
  { ref, document, ontology }: FetchedDocument,
  project: string,
  settings?: ReadingSettings,
): Label {
  const reading = new Reading(settings);
  requireShallow(document);
  const task = parseAs(Task, document, 'The task');
  const [annotation] = task.annotations;
  const { label_config: config } = ontology === undefined ? {} : parseAs(ProjectConfig, ontology, 'The project');
  const source = sourceOf(task, annotation, ref, project, reading);
  if (annotation.was_cancelled) {
    throw new NotLabelled(skippedMessage('The task', 'was_cancelled'), source.revision);
  }
  const data = task.data ?? {};
  const tags = tagsFor(config ? parseConfig(config) : [], data);
  const { results: all, relations } = readResults(annotation.result ?? [], reading);
  const results = all.filter((result) => isSupported(result, tags));
  const units = new Units(String(task.id), tags, data, results);
  const { regions, poses } = posesIn(regionsOf(results, units, tags));
  const placed = withRelations(regions, relations, poses);
  const tracks = regions.flatMap((region) => region.tracks);
  const label: Label = {
    schema: 1,
    source,
    categories: categoriesOf(tags, placed, keypointsOf(poses, tags)),
    units: groupedUnits(withCoordinates(units.all(), placed), String(task.id)),
    annotations: placed.map((each) => each.annotation),
    ...(tracks.length > 0 ? { tracks } : {}),
  };
  if (label.units.length === 0) throw new InvalidLabel(nothingShown);
  return finishLabel(label, placed, reading);
}

const nothingShown =
  "Neither the project's label_config nor a result says what the task shows, so there is nothing that an empty label could be about.";

/** Shapes on a picture whose size no result has stay as they are, from 0 to 1. */
function withCoordinates(units: readonly Unit[], placed: readonly PlacedAnnotation[]): Unit[] {
  const drawnOn = new Set(placed.flatMap(({ annotation }) => (annotation.shape ? annotation.unit : [])));
  return units.map((unit) =>
    unit.width === undefined && drawnOn.has(unit.id) ? { ...unit, coordinates: 'relative' } : unit,
  );
}
