/** Something that is wrong with a deployment, and what becomes of it. */
export type Fault = {
  readonly name: string;
  /** The checks of doctor that find it: each prints the command that undoes it. */
  readonly checks: readonly string[];
  /** Checks that cannot pass either meanwhile. */
  readonly also?: readonly string[];
  /** Missing where a fresh deployment is so by itself. */
  plant?(): Promise<void>;
  /** What a person does before the command: "Fix the reason, then". */
  repair?(): Promise<void>;
  /** What must be printed. */
  readonly command: RegExp;
  /** The command with what only a person knows. */
  fillIn?(command: string): string;
  /** `false`: it cannot be run on an emulator, and `undo` does the same. */
  readonly isRun?: false;
  /** What the command leaves over. */
  undo?(): Promise<void>;
};
