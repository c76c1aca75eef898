/** Licences that ask for no more than a notice: no copyleft, not even a weak one. https://spdx.org/licenses */
const permissive = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'Unlicense',
  'Zlib',
]);

/** Whether an SPDX expression lets us choose permissive licences only. What it cannot read is not permissive. */
export function isPermissive(expression: string): boolean {
  const tokens = expression.match(/[()]|[^\s()]+/g) ?? [];
  let next = 0;
  const take = (token: string) => {
    if (tokens[next] !== token) return false;
    next += 1;
    return true;
  };

  const either = (): boolean => {
    let allowed = both();
    while (take('OR')) allowed = both() || allowed;
    return allowed;
  };
  const both = (): boolean => {
    let allowed = one();
    while (take('AND')) allowed = one() && allowed;
    return allowed;
  };
  const one = (): boolean => {
    if (!take('(')) return permissive.has(tokens[next++] ?? '');
    const allowed = either();
    return take(')') && allowed;
  };

  const allowed = either();
  return allowed && next === tokens.length;
}
