import { defineConfig } from 'vitest/config';

const samples = ['samples', 'node'];

/** Tests of one kind. Every process that they start uses the configuration of the samples, too. */
const project = (name: string, include: readonly string[], options: { readonly isolate: boolean }) => ({
  ssr: { resolve: { conditions: samples, externalConditions: samples } },
  test: {
    name,
    include: [...include],
    exclude: ['test/**/*.slow.test.ts'],
    testTimeout: 30_000,
    ...options,
    env: {
      NODE_OPTIONS: '--conditions=samples',
      POWERTOOLS_LOG_LEVEL: 'SILENT',
      POWERTOOLS_METRICS_DISABLED: 'true',
    },
  },
});

export default defineConfig({
  test: {
    projects: [
      // What changes nothing outside itself shares a worker and the modules that are loaded there.
      project('unit', ['test/{unit,contract,structure}/**/*.test.ts'], { isolate: false }),
      project('pipeline', ['test/pipeline/**/*.test.ts'], { isolate: true }),
    ],
  },
});
