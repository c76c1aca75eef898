import { defineConfig } from 'vitest/config';

export default defineConfig({
  ssr: { resolve: { conditions: ['samples', 'node'], externalConditions: ['samples', 'node'] } },
  test: {
    include: ['test/{unit,contract,pipeline,structure}/**/*.test.ts'],
    testTimeout: 30_000,
    env: { NODE_OPTIONS: '--conditions=samples', POWERTOOLS_LOG_LEVEL: 'SILENT', POWERTOOLS_METRICS_DISABLED: 'true' },
  },
});
