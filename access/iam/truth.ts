/** `unknown`: the policy depends on something that cannot be judged from here. It never counts as a yes. */
export type Truth = 'yes' | 'no' | 'unknown';

export const truth = (known: boolean): Truth => (known ? 'yes' : 'no');

export const not = (value: Truth): Truth => (value === 'unknown' ? value : truth(value === 'no'));

export const all = (values: readonly Truth[]): Truth =>
  values.includes('no') ? 'no' : values.includes('unknown') ? 'unknown' : 'yes';

export const any = (values: readonly Truth[]): Truth =>
  values.includes('yes') ? 'yes' : values.includes('unknown') ? 'unknown' : 'no';
