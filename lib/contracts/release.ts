import * as z from 'zod/mini';

/**
 * A release is a frozen data set of one or several projects. Its state machine calls a step after the other; what they work
 * on lies in S3, so that only the places of it travel.
 */

const name = z.string().check(z.minLength(1));

/** Part of keys and of the name of an execution, which ends at 80 characters. */
export const ReleaseName = z.string().check(
  z.regex(/^[a-z0-9][a-z0-9.-]{0,59}$/, {
    error: 'must be 1 to 60 lower-case letters, digits, "." and "-", and begin with a letter or digit',
  }),
);

/** `train`, `val`: part of the paths of files. */
const SplitName = z.string().check(z.regex(/^[a-z][a-z0-9_-]{0,39}$/));

const Split = z.object({
  /** In this order. A share is a part of 1; the shares are 1 together, but for a list, which needs none. */
  shares: z.array(z.object({ name: SplitName, share: z.number().check(z.gte(0), z.lte(1)) })).check(z.minLength(1)),
  /** A regular expression. What its first group finds in a unit's name says which units go together. */
  by: z.optional(name),
  /** The key of a list of the user's own: a line a unit, `name<TAB>split`. */
  list: z.optional(name),
});

/** Made by the command line; the input of an execution of build-release, and kept in `build.json`. */
export const ReleaseRequest = z.object({
  schema: z.literal(1),
  release: ReleaseName,
  projects: z.array(z.object({ connection: name, project: name })).check(z.minLength(1), z.maxLength(100)),
  /** In the order of their trees. `options` are what the user wrote; the format checks them. */
  formats: z.array(z.object({ id: name, options: z.optional(z.unknown()) })).check(z.minLength(1), z.maxLength(50)),
  split: z.optional(Split),
  /**
   * Which labels are in it, where several people labelled one data unit. `newest`: of each unit the newest. `ground-truth`:
   * ground truth alone, of several the newest. `all`: each of them.
   */
  labels: z.enum(['newest', 'ground-truth', 'all']),
  /** Only labels that are at least so far. */
  state: z.optional(z.enum(['submitted', 'approved'])),
  /** `shards`: the files of units in tar files. `files`: each an object of its own. */
  layout: z.enum(['shards', 'files']),
});
export type ReleaseRequest = z.infer<typeof ReleaseRequest>;
