import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import type { ServedLabel } from '../simulated-platform.ts';

type Json = Readonly<Record<string, unknown>>;
/** A task of a JSON export, narrowed to one of its annotations. */
type Task = Json & { readonly id: string | number; readonly annotations: readonly Json[] };

type Loaded = { labels: ServedLabel[]; refused: { file: string; reason: string }[] };

/**
 * The annotations of every `.json` file below `<folder>/label-studio`: a task of a JSON export, or a list of tasks. The
 * labelling configuration is the `.xml` of the same name beside it, else the only `.xml` of its folder or of one above.
 */
export async function load(folder: string): Promise<Loaded> {
  const home = join(folder, 'label-studio');
  const loaded: Loaded = { labels: [], refused: [] };
  if (!existsSync(home)) return loaded;
  const entries = await readdir(home, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const configs = paths.filter((path) => path.endsWith('.xml'));
  for (const path of paths.filter((name) => name.endsWith('.json')).sort()) {
    const file = relative(home, path).split(sep).join('/');
    const config = configOf(path, configs, home);
    const ontology = config === undefined ? undefined : { label_config: await readFile(config, 'utf8') };
    for (const { label, reason } of labelsIn(file, await readFile(path, 'utf8'))) {
      if (reason !== undefined) loaded.refused.push({ file, reason });
      else if (loaded.labels.some(({ project, label: id }) => project === label.project && id === label.label)) {
        loaded.refused.push({ file, reason: `Annotation ${label.label} stands in another file, too.` });
      } else loaded.labels.push({ ...label, ...(ontology ? { ontology } : {}) });
    }
  }
  return loaded;
}

function configOf(path: string, configs: readonly string[], home: string): string | undefined {
  const own = join(dirname(path), `${basename(path, '.json')}.xml`);
  if (configs.includes(own)) return own;
  for (let folder = dirname(path); folder.startsWith(home); folder = dirname(folder)) {
    const [only, ...others] = configs.filter((config) => dirname(config) === folder);
    if (only !== undefined && others.length === 0) return only;
  }
  return undefined;
}

type Found =
  | { readonly label: ServedLabel; readonly reason?: undefined }
  | { readonly label?: undefined; readonly reason: string };

function labelsIn(file: string, text: string): Found[] {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    return [{ reason: `It is not JSON: ${error instanceof Error ? error.name : 'error'}.` }];
  }
  const tasks = [json].flat();
  if (tasks.length === 0) return [{ reason: 'It is an empty list.' }];
  return tasks.flatMap((task: unknown, index) => labelsOf(task, file, tasks.length > 1 ? ` task ${index + 1}` : ''));
}

const isObject = (json: unknown): json is Json => typeof json === 'object' && json !== null && !Array.isArray(json);

function labelsOf(task: unknown, file: string, place: string): Found[] {
  const which = place === '' ? 'It' : `Its${place}`;
  if (!isObject(task)) return [{ reason: `${which} is no task: it is not a JSON object.` }];
  const { annotations, predictions: _, drafts: __, ...rest } = task;
  if (!Array.isArray(annotations) || !annotations.every(isObject)) {
    return [{ reason: `${which} has no list of annotations. Export as JSON, not as JSON-MIN or CSV.` }];
  }
  if (annotations.length === 0) return [{ reason: `${which} has no annotation: nobody has labelled it yet.` }];
  const project = String(task.project ?? annotations[0]?.project ?? numberOf(`project ${dirname(file)}`));
  const id = task.id === undefined ? numberOf(`task ${file}${place}`) : (task.id as string | number);
  return annotations.map((annotation, index) => {
    const called = `${file}${place}${annotations.length > 1 ? ` annotation ${index + 1}` : ''}`;
    if (annotation.was_cancelled === true)
      return { reason: `${which} was skipped (was_cancelled), which is no label.` };
    const label = annotation.id === undefined ? numberOf(`annotation ${called}`) : annotation.id;
    const document: Task = { ...rest, id, annotations: [{ ...annotation, id: label }] };
    return { label: { project, label: String(label), dataUnit: String(id), name: called, document } };
  });
}

/** The same text always gets the same number, far above those of a young server. */
const numberOf = (text: string): number =>
  10 ** 9 + (createHash('sha256').update(text).digest().readUInt32BE() % 10 ** 9);
