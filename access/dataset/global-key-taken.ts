import type { Verdict } from './verdict.ts';

/** Refuses a row whose global key a row before it has. Keeps all keys in memory, some 100 bytes each. */
export function globalKeyTaken(): (verdict: Verdict) => Verdict {
  const taken = new Set<string>();
  return (verdict) => {
    if (verdict.outcome !== 'row') return verdict;
    const { global_key: globalKey, external_id: key } = verdict.row;
    if (!taken.has(globalKey)) {
      taken.add(globalKey);
      return verdict;
    }
    const told = 'a row before it has the same global key: name each object once, or give it a global_key of its own';
    const where = verdict.line === undefined ? {} : { line: verdict.line };
    return { outcome: 'refused', key, ...where, reason: 'key-taken', told };
  };
}
