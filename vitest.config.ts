import { globSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const samples = ['samples', 'node'];

type Options = {
  readonly exclude?: string[];
  readonly isolate?: boolean;
  readonly testTimeout?: number;
  readonly env?: Record<string, string>;
};

/** Tests of one kind. Every process that they start uses the configuration of the samples, too. */
const project = (name: string, include: string | string[], { env, ...options }: Options = {}) => ({
  ssr: { resolve: { conditions: samples, externalConditions: samples } },
  test: {
    name,
    include: [include].flat(),
    globalSetup: 'test/setup/once.ts',
    setupFiles: 'test/setup/each-file.ts',
    // A busy machine takes many times as long; what is to be fast measures the time of its own processor.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    env: {
      NODE_OPTIONS: '--conditions=samples',
      POWERTOOLS_LOG_LEVEL: 'SILENT',
      POWERTOOLS_METRICS_DISABLED: 'true',
      ...env,
    },
    ...options,
  },
});

const slow = 'test/**/*.slow.test.ts';
const fuzz = 'test/{contract/platforms,pipeline/webhook}-fuzz.test.ts';
/** Files whose properties are tried with more cases: `propertyRuns` says how many. */
const withProperties = globSync('test/{unit,contract,pipeline}/**/*.test.ts', { exclude: [fuzz] }).filter((file) =>
  /\b(propertyRuns|formatSuite)\(/.test(readFileSync(file, 'utf8')),
);
/** Tests of AWS on this machine and of simulated pipelines: no function of ours reads the environment as it loads there. */
const withoutFunctions = 'test/pipeline/{aws-*,any-failures,dead-letter-characters,documents,simulations}.test.ts';
const isSlow = process.env.npm_lifecycle_event === 'test:slow';

export default defineConfig({
  test: {
    maxWorkers: availableParallelism() + 4, // tests of the pipeline wait more than they work
    projects: isSlow
      ? [
          project('slow', slow),
          project('properties', withProperties, {
            isolate: false,
            testTimeout: 300_000,
            env: { PROPERTY_TIMES: '5' },
          }),
          project('fuzz', fuzz, { env: { PROPERTY_TIMES: '20' } }),
        ]
      : [
          // What changes nothing outside itself shares a worker with others, and the modules that are loaded there.
          project('unit', 'test/{unit,contract,structure}/**/*.test.ts', { exclude: [slow], isolate: false }),
          project('shared-pipeline', 'test/pipeline/shared/*.test.ts', { isolate: false }),
          project('without-functions', withoutFunctions, { exclude: [slow], isolate: false }),
          project('pipeline', 'test/pipeline/*.test.ts', { exclude: [slow, withoutFunctions] }),
        ],
  },
});
