import { explainIssues } from '../../lib/contracts/explain-issues.ts';
import { isLabel, Label } from '../../lib/label/label.ts';
import { defineSavedDocuments } from '../../lib/platforms/platform.ts';
import type { Origin } from './origin.ts';

/** Canonical labels, as the pipeline writes them below `labels/`, read like the documents of a platform. */
export const canonicalDocuments = defineSavedDocuments({
  *labelsIn(document) {
    const label = isLabel(document) ? document : Label.safeParse(document);
    if ('source' in label) yield { project: label.source.project, ref: { label: label.source.label }, document };
    else if (label.success)
      yield { project: label.data.source.project, ref: { label: label.data.source.label }, document: label.data };
    else yield { reason: `it is not a canonical label: ${explainIssues(label.error, document)}` };
  },
});

export const canonicalReader: Origin['reader'] = {
  normalise: ({ document }) => document as Label, // `labelsIn` has checked it
  clean: (document) => document,
};
