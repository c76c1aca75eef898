/** `unknown`: the policy speaks of something that cannot be judged from here. It is never taken for a yes. */
export type Truth = 'yes' | 'no' | 'unknown';

export const truth = (known: boolean): Truth => (known ? 'yes' : 'no');

export const not = (one: Truth): Truth => (one === 'unknown' ? one : truth(one === 'no'));

export const all = (many: readonly Truth[]): Truth =>
  many.includes('no') ? 'no' : many.includes('unknown') ? 'unknown' : 'yes';

export const any = (many: readonly Truth[]): Truth =>
  many.includes('yes') ? 'yes' : many.includes('unknown') ? 'unknown' : 'no';
