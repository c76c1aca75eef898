import { stripTypeScriptTypes } from 'node:module';
import {
  type ArrayExpression,
  type CallExpression,
  type Node,
  type ObjectExpression,
  type Program,
  type Property,
  parse,
} from 'acorn';

/** From 1, as editors count. */
export type SourcePosition = { readonly line: number; readonly column: number };

/**
 * Where in a TypeScript module the value of its default export has the field `path`; the nearest object around it where the
 * field is made by an expression. Undefined where the default export is not an object that is written down in the file.
 */
export function positionOf(source: string, path: readonly (string | number)[]): SourcePosition | undefined {
  // Types are replaced by blanks, so that lines and columns stay.
  const program = parse(withoutTypes(source), { ecmaVersion: 'latest', sourceType: 'module', locations: true });
  let found = resolve(defaultExport(program), program);
  let place: Node | undefined = found;
  for (const key of path) {
    const inner = partOf(found, key);
    if (!inner) break;
    place = inner.place;
    found = resolve(inner.value, program);
  }
  const start = place?.loc?.start;
  return start && { line: start.line, column: start.column + 1 };
}

/** Node warns of every call that this part of it is new; an operator has no use for that. */
function withoutTypes(source: string): string {
  const { emitWarning } = process;
  process.emitWarning = () => undefined;
  try {
    return stripTypeScriptTypes(source);
  } finally {
    process.emitWarning = emitWarning;
  }
}

const defaultExport = (program: Program): Node | undefined =>
  program.body.find((statement) => statement.type === 'ExportDefaultDeclaration')?.declaration;

/** The expression behind a name that the module declares, and what `defineConfig` is called with. */
function resolve(node: Node | null | undefined, program: Program): Node | undefined {
  if (node?.type === 'CallExpression') {
    const { callee, arguments: given } = node as CallExpression;
    return callee.type === 'Identifier' && callee.name === 'defineConfig' ? resolve(given[0], program) : node;
  }
  if (node?.type !== 'Identifier') return node ?? undefined;
  const { name } = node as Node & { readonly name: string };
  for (const statement of program.body) {
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (declaration?.type !== 'VariableDeclaration') continue;
    const declared = declaration.declarations.find(({ id }) => id.type === 'Identifier' && id.name === name);
    if (declared) return resolve(declared.init, program);
  }
  return node;
}

type Part = { readonly place: Node; readonly value: Node };

function partOf(node: Node | undefined, key: string | number): Part | undefined {
  if (node?.type === 'ArrayExpression') {
    const element = (node as ArrayExpression).elements[Number(key)];
    return element ? { place: element, value: element } : undefined;
  }
  if (node?.type !== 'ObjectExpression') return undefined;
  const property = (node as ObjectExpression).properties.find((one): one is Property => named(one, String(key)));
  return property && { place: property, value: property.value };
}

const named = (property: ObjectExpression['properties'][number], key: string): boolean =>
  property.type === 'Property' &&
  !property.computed &&
  (property.key.type === 'Identifier'
    ? property.key.name === key
    : property.key.type === 'Literal' && String(property.key.value) === key);
