/** A token as a file has it, at its place in a text, in UTF-16 units; half-open. */
export type ReadToken = { readonly start: number; readonly end: number; readonly tag: string };

export type ReadName = { readonly category: string; readonly start: number; readonly end: number };

/** The names that the BIO tags of a sentence make. Throws a SyntaxError, which names the file, for a name without a beginning. */
export function namesIn(sentence: readonly ReadToken[], path: string): ReadName[] {
  const names: ReadName[] = [];
  let open: string | undefined;
  for (const { start, end, tag } of sentence) {
    const [prefix, category] = [tag.slice(0, 2), tag.slice(2)];
    const last = names.at(-1);
    if (prefix === 'B-') names.push({ category, start, end });
    else if (prefix === 'I-' && open === category && last) names[names.length - 1] = { ...last, end };
    else if (tag !== 'O') {
      throw new SyntaxError(`${path} must begin a name with B- and go on with I- of its class, but has ${tag}.`);
    }
    open = tag === 'O' ? undefined : category;
  }
  return names;
}
