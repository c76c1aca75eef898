import { getCACertificates } from 'node:tls';
import { startVitest, type TestCase, type TestSuite } from 'vitest/node';
import { root } from '../../support/examples.ts';
import type { Outcome } from './judge.ts';

export type Implementation = { readonly title: string; readonly url: string };
export type Running = Implementation & { stop(): Promise<void> };

const ruleMilliseconds = 30_000;

/** Runs the contract suites against each implementation, all at once. */
export async function tryRules(implementations: readonly Implementation[]): Promise<Outcome[]> {
  const vitest = await startVitest([], {
    root,
    config: false,
    watch: false,
    reporters: [{}], // the caller tells what came of it
    projects: implementations.map(({ title, url }) => ({
      test: {
        name: title,
        include: ['test/conformance/semantics/*.test.ts'],
        provide: { implementation: { title, url }, certificates: getCACertificates('default') },
        pool: 'threads', // they end with this process, however it ends
        testTimeout: ruleMilliseconds,
        hookTimeout: ruleMilliseconds,
      },
    })),
  });
  try {
    const modules = vitest.state.getTestModules();
    const broken = [...vitest.state.getUnhandledErrors(), ...modules.flatMap((module) => module.errors())];
    if (broken.length > 0) throw new AggregateError(broken, 'The rules could not be tried.');
    return modules.flatMap((module) => [...module.children.allTests()].map(outcomeOf));
  } finally {
    await vitest.close();
    process.exitCode = undefined; // vitest's own verdict knows no differences
  }
}

function outcomeOf(test: TestCase): Outcome {
  const { state, errors = [] } = test.result();
  const said = errors.map(({ message }) => message).join(' · ') || state;
  return {
    implementation: test.project.name,
    rule: `${(test.parent as TestSuite).name}: ${test.name}`,
    failure: state === 'passed' ? undefined : said,
  };
}
