import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['samples'] },
  ssr: { resolve: { conditions: ['samples', 'module', 'node', 'development|production'] } },
  test: {
    include: ['test/{unit,contract,pipeline,structure}/**/*.test.ts'],
    testTimeout: 30_000,
    env: { NODE_OPTIONS: '--conditions=samples', POWERTOOLS_LOG_LEVEL: 'SILENT', POWERTOOLS_METRICS_DISABLED: 'true' },
  },
});
