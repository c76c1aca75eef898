/**
 * Bytes. TransformLabel holds a label about twenty times over, in several forms, and has 512 MB; a larger one would end it
 * without a word. The parameter `largestLabelMiB` of a deployment raises both together (deploy/memory-sizes.ts).
 */
export const largestLabel = 12 * 1024 * 1024;
