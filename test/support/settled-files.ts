/**
 * The files of a bucket but for what a second event of a label leaves behind: the platform may have hidden an edit from it, so
 * that the record has a new commit and says `unsettled`, and the label is in the list of those.
 */
export const settledFiles = (files: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(files)
      .filter(([key]) => !/^units\/.*\/unsettled\//.test(key))
      .map(([key, text]) => [key, key.startsWith('records/') ? settledRecord(text) : text]),
  );

function settledRecord(text: string): string {
  const { commit: _commit, unsettled: _unsettled, ...record } = JSON.parse(text) as Record<string, unknown>;
  return JSON.stringify(record);
}
