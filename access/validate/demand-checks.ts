import type { Finding } from '../../lib/platforms/access.ts';
import { fail, pass } from '../finding.ts';
import { pathOf, type Role } from '../role.ts';
import type { AccessFacts } from './facts.ts';

const writes = '`labelwire access apply` with the same options sets it';

/** What the account demands of the role, as far as the options name it. */
export function demandChecks(role: Role, { request }: AccessFacts): readonly Finding[] {
  const { rolePath, permissionsBoundary, tags = {} } = request;
  return [
    ...(rolePath === undefined ? [] : [path(pathOf(role), rolePath)]),
    ...(permissionsBoundary === undefined ? [] : [boundary(role.boundary?.arn, permissionsBoundary)]),
    ...(Object.keys(tags).length === 0 ? [] : [tagCheck(role.tags, tags)]),
  ];
}

const path = (found: string, wanted: string): Finding =>
  found === wanted
    ? pass('role: path', wanted)
    : fail(
        'role: path',
        `must be ${wanted}, but is ${found}`,
        'IAM moves no role: make one under another name (`labelwire access apply --role-name <name>`), and delete this one.',
      );

function boundary(found: string | undefined, wanted: string): Finding {
  const check = 'role: boundary';
  if (found === wanted) return pass(check, wanted);
  if (found === undefined) return fail(check, `must be ${wanted}, but the role has none`, `Set it: ${writes}.`);
  return fail(check, `must be ${wanted}, but is ${found}`, 'Change it in IAM: `labelwire access apply` does not.');
}

function tagCheck(found: Readonly<Record<string, string>>, wanted: Readonly<Record<string, string>>): Finding {
  const check = 'role: tags';
  const wrong = Object.entries(wanted).filter(([name, value]) => found[name] !== value);
  if (wrong.length === 0) return pass(check, 'are those that are wanted');
  return fail(check, `${wrong.map((tag) => tag.join('=')).join(', ')} is missing`, `Tag the role: ${writes}.`);
}
