import { expect, it } from 'vitest';
import { normalise } from '../../../../lib/platforms/labelbox/document/normalise.ts';
import { testingOf } from '../../../../local/platform-testing.ts';

const stageOf = (workflow_status: string | null | undefined) => {
  const { document } = testingOf('labelbox').aLabel({ project: 'project-1' });
  const projects = document.projects as Record<string, object>;
  const inProject = { ...projects['project-1'], project_details: { workflow_status } };
  const ref = { occurredAt: '2026-05-04T12:00:00.000Z' };
  const { source } = normalise({ ref, document: { ...document, projects: { 'project-1': inProject } } }, 'project-1');
  return source.stage;
};

it.each([
  ['TO_LABEL', 'in-progress'],
  ['IN_REWORK', 'in-progress'],
  ['IN_REVIEW', 'submitted'],
  ['InReview', 'submitted'],
  ['DONE', 'approved'],
  ['Done', 'approved'],
  ['PAUSED', undefined],
  ['', undefined],
  [null, undefined],
  [undefined, undefined],
])('a row whose workflow status is %j has the stage %j', (status, stage) => {
  expect(stageOf(status)).toBe(stage);
});
