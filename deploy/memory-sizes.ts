import { parameters, type Variables } from './parameters.ts';

/** MB of a function for each MiB of the largest label: TransformLabel holds a label in several forms, and FetchLabels the document, too. */
const perMiB = { fetchLabels: 1024 / 12, label: 512 / 12 };

/** Memory of the functions that hold a label as a whole. */
export async function memorySizes(variables: Variables) {
  const { largestLabelMiB } = await parameters(variables);
  return {
    fetchLabels: Math.ceil(largestLabelMiB * perMiB.fetchLabels),
    transformLabel: Math.ceil(largestLabelMiB * perMiB.label),
    writeExport: Math.ceil(largestLabelMiB * perMiB.label),
  };
}
