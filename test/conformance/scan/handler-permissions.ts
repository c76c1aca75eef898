import { join } from 'node:path';
import { resourceRights } from '../../../deploy/resource-rights.ts';
import { root } from '../../support/examples.ts';
import { jsonOf } from './python-tool.ts';

/** Listing is for the import of resources that exist. */
const program = `
import glob, importlib.metadata, json, os, sys
import cfnlint
found = {}
for name in glob.glob(os.path.join(os.path.dirname(cfnlint.__file__), 'data', 'schemas', 'resources', '*.json')):
    with open(name) as schema_file:
        schema = json.load(schema_file)
    if schema.get('typeName') not in sys.argv[1:]:
        continue
    permissions = found.setdefault(schema['typeName'], set())
    for handler, of_handler in schema.get('handlers', {}).items():
        if handler != 'list':
            permissions.update(of_handler.get('permissions', []))
    permissions.update(schema.get('tagging', {}).get('permissions', []))
types = {name: sorted(found[name]) for name in sorted(found)}
print(json.dumps({'source': 'cfn-lint ' + importlib.metadata.version('cfn-lint'), 'types': types}))
`;

/**
 * deploy/handler-permissions.json as it has to be: what CloudFormation does to make, read, change and delete each type of
 * resource, by the schemas of the types, which cfn-lint brings along.
 */
export function handlerPermissionsText(programs: string): string {
  const types = Object.keys(resourceRights);
  const found = jsonOf(join(programs, 'python'), ['-c', program, ...types], root, [0]) as {
    types: Readonly<Record<string, readonly string[]>>;
  };
  const missing = types.filter((type) => !found.types[type]?.length);
  if (missing.length > 0) throw new Error(`cfn-lint must know what handles ${missing.join(', ')}, but does not.`);
  return `${JSON.stringify(found, null, 2)}\n`;
}
