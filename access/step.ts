/** One change of the account, and the way back from it. */
export type Step = { readonly title: string; run(): Promise<void>; undo(): Promise<void> };
