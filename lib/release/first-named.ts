/** How many, and the first of them by name. */
export type Named<Item> = { readonly count: number; readonly first: readonly Item[] };

/** As many are named. */
export const mostNamed = 1_000;

export const firstOf = <Item>(items: readonly Item[]): Named<Item> => ({
  count: items.length,
  first: items.slice(0, mostNamed),
});
