import type { SavedDocuments } from '../../lib/platforms/platform.ts';

/** Says once that a label was read without the ontology that its platform keeps apart, and what it lacks. */
export class WithoutOntology {
  readonly #documents: Pick<SavedDocuments, 'ontology'>;
  #isReported = false;

  constructor(documents: Pick<SavedDocuments, 'ontology'>) {
    this.#documents = documents;
  }

  /** The text for the first label of which that is so. */
  textFor(ontology: unknown): string | undefined {
    const { ontology: part } = this.#documents;
    if (!part || ontology !== undefined || this.#isReported) return undefined;
    this.#isReported = true;
    return `Labels are read without an ontology, so that ${part.without}. Name its file: --ontology <file>`;
  }
}
