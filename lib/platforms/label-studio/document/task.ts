import * as z from 'zod/mini';
import { InvalidLabel } from '../../../contracts/errors.ts';

// A task as the REST API gives it, narrowed to one of its annotations: https://labelstud.io/guide/task_format

const id = z.union([z.int(), z.string().check(z.minLength(1))]);

export const TaskAnnotation = z.object({
  id,
  /** Read result by result in results.ts. Null and an empty list both mean that nobody found anything. */
  result: z.nullish(z.array(z.unknown())),
  /** A person skipped the task. */
  was_cancelled: z.nullish(z.boolean()),
  ground_truth: z.nullish(z.boolean()),
  updated_at: z.nullish(z.string()),
  // These are only passed on: source.ts leaves out what it cannot read.
  created_at: z.optional(z.unknown()),
  lead_time: z.optional(z.unknown()),
  completed_by: z.optional(z.unknown()),
  /** Only the Enterprise edition writes it: submitted, updated, accepted, rejected, … */
  last_action: z.optional(z.unknown()),
  /** Only of the Enterprise edition, too. */
  reviews: z.optional(z.unknown()),
  project: z.nullish(id),
});
export type TaskAnnotation = z.infer<typeof TaskAnnotation>;

export const Task = z.object({
  id,
  data: z.nullish(
    z.custom<Readonly<Record<string, unknown>>>((data) => typeof data === 'object' && !Array.isArray(data)),
  ),
  annotations: z.tuple([TaskAnnotation]),
  project: z.nullish(id),
});
export type Task = z.infer<typeof Task>;

export const ProjectConfig = z.object({ label_config: z.nullish(z.string()) });

/** Documents are cleaned and checked by recursion; none that people make is a tenth as deep. */
const deepest = 200;

export function requireShallow(document: unknown): void {
  if (isDeeper(document, deepest)) {
    throw new InvalidLabel(`The task is nested more than ${deepest} levels deep, which no labeling tool writes.`);
  }
}

function isDeeper(value: unknown, left: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (left === 0) return true;
  for (const inner of Array.isArray(value) ? value : Object.values(value)) if (isDeeper(inner, left - 1)) return true;
  return false;
}
