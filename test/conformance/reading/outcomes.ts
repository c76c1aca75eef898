import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { normaliseFile } from '../../../cli/normalise/normalise-file.ts';
import { savedFilesIn } from '../../../cli/normalise/saved-folder.ts';
import { platforms } from '../../../lib/platforms/platforms.ts';
import type { DocumentOutcome } from '../../../local/demo/document-outcomes.ts';

/** What became of the labels of each document, by file and number of the document: sorted texts. */
export type Outcomes = ReadonlyMap<string, readonly string[]>;

/** A dead letter has the first 300 bytes of a message. */
const compared = 150;

const keyOf = (file: string, document: number): string => `${file} document ${document}`;
const read = (label: string): string => `read: ${label}`;
const refused = (reason: string): string => `refused: ${reason.slice(0, compared)}`;
const notLabelled = 'not labelled';

/** As `labelwire normalise` has them, file by file, of a folder that has a folder for each platform. */
export async function outcomesOfNormalise(folder: string): Promise<Outcomes> {
  const outcomes = new Map<string, string[]>();
  for (const platform of Object.values(platforms)) {
    const home = join(folder, platform.id);
    if (!existsSync(home)) continue;
    const [{ default: documents }, { default: reader }] = await Promise.all([
      platform.savedDocuments(),
      platform.reader(),
    ]);
    for (const { path, name, options, ontologyOf } of (await savedFilesIn(home, documents)).files) {
      const input = { pieces: createReadStream(path), writtenAt: new Date() };
      const how = { ...options, reader, ontologyOf: (document: unknown) => ontologyOf(document)?.ontology };
      for await (const outcome of normaliseFile(input, how)) {
        const text =
          'label' in outcome
            ? read(outcome.label.source.label)
            : outcome.isNotLabelled
              ? notLabelled
              : refused(outcome.reason);
        add(outcomes, keyOf(`${platform.id}/${name}`, outcome.number), text);
      }
    }
  }
  return sorted(outcomes);
}

/** As the pipeline of the demo has them. What a later step than reading refuses was read. */
export function outcomesOfDemo(all: readonly DocumentOutcome[], folder: string): Outcomes {
  const outcomes = new Map<string, string[]>();
  for (const { kind, file, document, label = '', reason = '', step } of all) {
    if (kind === 'not a label' && isOntology(file, folder)) continue;
    const isRead = kind === 'exported' || (kind === 'dead-lettered' && step !== 'FetchLabels');
    const text = isRead
      ? read(label)
      : kind === 'not labelled'
        ? notLabelled
        : refused(kind === 'dead-lettered' ? `label ${label}: ${reason}` : reason);
    add(outcomes, keyOf(file, document), kind === 'LOST' ? `LOST: ${reason}` : text);
  }
  return sorted(outcomes);
}

/** An ontology that cannot be read is reported by the demo, and is not a document. */
const isOntology = (file: string, folder: string): boolean => existsSync(join(folder, file)) && file.endsWith('.xml');

function add(outcomes: Map<string, string[]>, key: string, text: string): void {
  const texts = outcomes.get(key) ?? [];
  texts.push(text);
  outcomes.set(key, texts);
}

const sorted = (outcomes: ReadonlyMap<string, string[]>): Outcomes =>
  new Map([...outcomes].map(([key, texts]) => [key, texts.toSorted()]));

/** Documents of which the two say different things. */
export function disagreements(normalise: Outcomes, demo: Outcomes): string[] {
  const keys = new Set([...normalise.keys(), ...demo.keys()]);
  return [...keys].flatMap((key) => {
    const [one, other] = [normalise.get(key) ?? ['nothing'], demo.get(key) ?? ['nothing']];
    if (one.join('\n') === other.join('\n')) return [];
    return `${key}\n  normalise  ${one.join('\n             ')}\n  demo       ${other.join('\n             ')}`;
  });
}
