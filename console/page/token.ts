const kept = 'token';

/**
 * The token of this run. It comes in the fragment of the address, which is sent nowhere, and is taken out of it at once; a tab
 * keeps it, so that it can be reloaded.
 */
export function takeToken(): void {
  const [, given] = /^#token=([\w-]+)$/.exec(location.hash) ?? [];
  if (given === undefined) return;
  sessionStorage.setItem(kept, given);
  history.replaceState(null, '', '/');
}

export const token = (): string => sessionStorage.getItem(kept) ?? '';
