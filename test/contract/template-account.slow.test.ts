import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { accountDemands, inAccount } from '../../deploy/account.ts';
import { actionsOn } from '../../deploy/deployer-rights.ts';
import { resourceRights } from '../../deploy/resource-rights.ts';
import { stackTags, tagsIn, tagsOf } from '../../deploy/tags.ts';
import {
  behindHttpApi,
  inCompanyAccount,
  listed,
  type Package,
  packageService,
  packagingMilliseconds,
  type Resource,
  render,
  statementsOf,
} from '../structure/package-service.ts';
import { root } from '../support/examples.ts';

const serverless = readFileSync(join(root, 'serverless.yml'), 'utf8');
const { params } = parse(serverless, { logLevel: 'silent' }) as { params: { default: Record<string, unknown> } };
const stageThatGives = (given: Record<string, unknown>) => ({
  resolveVariable: async (address: string) => ({ ...params.default, ...given })[address.replace(/^param:/, '')],
});

let plain: Package;
let company: Package;
let httpApi: Package;
beforeAll(() => {
  plain = packageService(behindRest());
  company = packageService(inCompanyAccount);
  httpApi = packageService({ ...behindHttpApi, tags: 'team=labels' });
}, packagingMilliseconds * 3);

/** All that is not about the account. */
const behindRest = () => {
  const { ingress, domain, certificateArn, webhookReservedConcurrency, bucketPrefix, kmsKeyArn, tracing } =
    inCompanyAccount;
  return { ingress, domain, certificateArn, webhookReservedConcurrency, bucketPrefix, kmsKeyArn, tracing };
};

const resourcesOf = ({ template }: Package) => Object.entries(template.Resources);
const rolesOf = (made: Package) => made.ofType('AWS::IAM::Role');
const properties = (name: string) => company.resource(name).Properties;
const granted = (role: Resource, Sid: string) => statementsOf(role).find((statement) => statement.Sid === Sid);
const rolesThat = (Sid: string) =>
  rolesOf(company)
    .filter(([, role]) => granted(role, Sid))
    .map(([name]) => name)
    .toSorted();
/** Those that may do this, in the template without keys. */
const rolesThatMay = (action: string) =>
  rolesOf(plain)
    .filter(([, role]) => statementsOf(role).some(({ Action }) => listed(Action).includes(action)))
    .map(([name]) => name)
    .toSorted();

describe('every role', () => {
  it('has the boundary and the path, and neither where none is chosen', () => {
    for (const [name, { Properties }] of rolesOf(company)) {
      expect(Properties, name).toMatchObject({
        PermissionsBoundary: inCompanyAccount.permissionsBoundaryArn,
        Path: inCompanyAccount.rolePath,
      });
    }
    for (const [name, { Properties }] of rolesOf(plain)) {
      expect(Object.keys(Properties), name).not.toEqual(expect.arrayContaining(['PermissionsBoundary']));
      expect(Object.keys(Properties), name).not.toEqual(expect.arrayContaining(['Path']));
    }
  });

  it('is limited as outputs say, for a role that is made beside the stack', () => {
    expect(company.template.Outputs).toMatchObject({
      RolePath: { Value: inCompanyAccount.rolePath },
      PermissionsBoundaryArn: { Value: inCompanyAccount.permissionsBoundaryArn },
    });
    expect(Object.keys(plain.template.Outputs)).not.toEqual(expect.arrayContaining(['RolePath']));
    expect(Object.keys(plain.template.Outputs)).not.toEqual(expect.arrayContaining(['PermissionsBoundaryArn']));
  });

  it('is named by an output', () => {
    for (const made of [plain, company, httpApi])
      for (const [name] of rolesOf(made))
        expect(render(made.template.Outputs[`${name}Arn`]?.Value)).toBe(`${name}.Arn`);
  });

  it('is taken up only for resources of this account, by services that say for which', () => {
    type Trust = {
      Statement: { Principal: { Service?: string; AWS?: unknown }; Condition?: Record<string, object> }[];
    };
    for (const [name, { Properties }] of rolesOf(httpApi)) {
      for (const { Principal, Condition } of (Properties.AssumeRolePolicyDocument as Trust).Statement) {
        if (Principal.AWS) expect(Condition, name).toHaveProperty(['StringEquals', 'sts:ExternalId']);
        // Lambda documents no such condition, and takes up a role for functions of its own account alone.
        else if (Principal.Service !== 'lambda.amazonaws.com') {
          expect(Condition, name).toMatchObject({
            StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
            ArnLike: { 'aws:SourceArn': { 'Fn::Sub': expect.stringContaining(`:\${AWS::AccountId}:`) } },
          });
        }
      }
    }
  });
});

describe('what a service may do with a resource', () => {
  it('it may do for resources of this stack alone', () => {
    const policies = [plain, httpApi].flatMap((made) =>
      resourcesOf(made).filter(([, { Type }]) => /Policy$/.test(Type)),
    );
    const toServices = policies.flatMap(([, policy]) =>
      statementsOf(policy).filter(
        ({ Effect, Principal }) => Effect === 'Allow' && JSON.stringify(Principal).includes('Service'),
      ),
    );
    expect(toServices.length).toBeGreaterThan(0);
    for (const { Sid, Condition } of toServices)
      expect(JSON.stringify(Condition), Sid).toMatch(/aws:Source(Arn|Account)/);
    for (const [name, { Properties }] of [plain, httpApi].flatMap((made) => made.ofType('AWS::Lambda::Permission'))) {
      if (Properties.Principal !== '*') expect(Properties.SourceArn ?? Properties.SourceAccount, name).toBeDefined();
    }
  });
});

describe('tags', () => {
  it('are on every resource that takes any, and on the stack', async () => {
    const list = [
      { Key: 'team', Value: 'labels' },
      { Key: 'cost-center', Value: '12/34 b' },
    ];
    for (const [name, { Type, Properties }] of resourcesOf(company)) {
      const expected = tagsOf(Type, tagsIn(inCompanyAccount.tags)).Tags;
      expect(Properties?.Tags, name).toEqual(expected);
      if (expected) expect(expected, name).toEqual(list);
    }
    expect(properties('LabelEvents').Tags).toEqual(list);
    expect(httpApi.resource('WebhookHttpApi').Properties.Tags).toEqual({ team: 'labels' });
    expect(await stackTags(stageThatGives({ tags: inCompanyAccount.tags }))).toEqual({
      team: 'labels',
      'cost-center': '12/34 b',
    });
  });

  it('are nowhere where none are chosen, and every type of resource is known', () => {
    for (const [name, { Type, Properties }] of resourcesOf(plain)) {
      expect(tagsOf(Type, {}), name).toEqual({});
      expect(Properties?.Tags, name).toBeUndefined();
    }
  });

  it('are refused for a type of which nobody said how it takes them', () => {
    expect(() => tagsOf('AWS::New::Thing', { team: 'labels' })).toThrow('deploy/tags.ts must say how AWS::New::Thing');
  });

  it('may hold "=" in a value, and name nothing twice', async () => {
    expect(tagsIn('owner=a=b,empty=')).toEqual({ owner: 'a=b', empty: '' });
    await expect(accountDemands(stageThatGives({ tags: 'team=a,team=b' }))).rejects.toThrow('tags names team twice');
  });
});

describe('keys', () => {
  it('encrypt what they are for, and nothing else', () => {
    const encrypts = {
      'AWS::SecretsManager::Secret': { KmsKeyId: inCompanyAccount.secretsKmsKeyArn },
      'AWS::SQS::Queue': { KmsMasterKeyId: inCompanyAccount.queuesKmsKeyArn },
      'AWS::SNS::Topic': { KmsMasterKeyId: inCompanyAccount.topicKmsKeyArn },
      'AWS::Logs::LogGroup': { KmsKeyId: inCompanyAccount.logsKmsKeyArn },
    };
    for (const [type, encryption] of Object.entries(encrypts))
      for (const [name, { Properties }] of company.ofType(type)) expect(Properties, name).toMatchObject(encryption);
    for (const [name, { Type, Properties }] of resourcesOf(company))
      if (!(Type in encrypts)) expect(Object.keys(Properties ?? {}).join(), name).not.toMatch(/Kms/);
    for (const [name, { Properties }] of company.ofType('AWS::SQS::Queue'))
      expect(Properties.SqsManagedSseEnabled, name).toBeUndefined();
  });

  it('are used by the roles that read or send what they encrypt, through that service alone', () => {
    expect(rolesThat('UseKeyOfSecrets')).toEqual(rolesThatMay('secretsmanager:GetSecretValue'));
    expect(rolesThat('UseKeyOfQueues')).toEqual(
      [...new Set([...rolesThatMay('sqs:SendMessage'), ...rolesThatMay('sqs:ReceiveMessage')])].toSorted(),
    );
    const ofQueues = granted(company.resource('FetchLabelsRole'), 'UseKeyOfQueues');
    expect(ofQueues).toEqual({
      Sid: 'UseKeyOfQueues',
      Effect: 'Allow',
      Action: ['kms:Decrypt', 'kms:GenerateDataKey'],
      Resource: inCompanyAccount.queuesKmsKeyArn,
      Condition: { StringEquals: { 'kms:ViaService': { 'Fn::Sub': `sqs.\${AWS::Region}.\${AWS::URLSuffix}` } } },
    });
    expect(granted(company.resource('ReceiveWebhookRole'), 'UseKeyOfSecrets')?.Action).toEqual(['kms:Decrypt']);
  });

  it('are granted nowhere where none is chosen', () => {
    expect(JSON.stringify(plain.template)).not.toMatch(/UseKeyOf/);
  });

  it('that would encrypt nothing are refused', async () => {
    const demands = await accountDemands(stageThatGives({ topicKmsKeyArn: inCompanyAccount.topicKmsKeyArn }));
    expect(() => inAccount({ Resources: {} }, demands)).toThrow('topicKmsKeyArn must be empty');
  });
});

describe('the network', () => {
  const attached = (made: Package) =>
    made
      .ofType('AWS::Lambda::Function')
      .filter(([, { Properties }]) => Properties.VpcConfig)
      .map(([name]) => name)
      .toSorted();

  it('is that of the functions that read the credential of a platform, and of no other', () => {
    expect(attached(plain)).toEqual([]);
    expect(attached(company)).toEqual(['FetchLabelsLambdaFunction', 'SyncLabelsLambdaFunction']);
    expect(properties('FetchLabelsLambdaFunction').VpcConfig).toEqual({
      SubnetIds: inCompanyAccount.vpcSubnets.split(','),
      SecurityGroupIds: [inCompanyAccount.vpcSecurityGroups],
    });
  });

  it('is attached by Lambda, and not by the code of the function', () => {
    expect(rolesThat('AttachToNetwork')).toEqual(['FetchLabelsRole', 'SyncLabelsRole']);
    const role = company.resource('SyncLabelsRole');
    const [attach, own] = ['AttachToNetwork', 'NoNetworkForOwnCode'].map((Sid) => granted(role, Sid));
    expect(own).toMatchObject({ Effect: 'Deny', Action: attach?.Action });
    expect(JSON.stringify(own?.Condition)).toContain(`:\${AWS::AccountId}:function:labelwire-dev-syncLabels`);
    expect(role.Metadata?.WildcardReasons).toHaveProperty('AttachToNetwork');
  });

  it.each([{ vpcSubnets: 'subnet-01234567' }, { vpcSecurityGroups: 'sg-01234567' }])('is whole: %o', async (half) => {
    await expect(accountDemands(stageThatGives(half))).rejects.toThrow(/is missing; the two go together/);
  });
});

describe('a strict bucket', () => {
  it('tells its terms to every function that uses it, and to the command line', () => {
    for (const [name, { Properties }] of company.ofType('AWS::Lambda::Function')) {
      const { Variables } = Properties.Environment as { Variables: Record<string, unknown> };
      if (!Variables.BUCKET) expect(Object.keys(Variables).join(), name).not.toContain('BUCKET');
      else
        expect(Variables, name).toMatchObject({
          BUCKET_ENCRYPTION: 'aws:kms',
          BUCKET_KMS_KEY_ARN: inCompanyAccount.kmsKeyArn,
          BUCKET_OWNER: '000000000000',
        });
    }
    expect(company.template.Outputs).toMatchObject({
      BucketEncryption: { Value: 'aws:kms' },
      BucketKmsKeyArn: { Value: inCompanyAccount.kmsKeyArn },
      BucketOwner: { Value: '000000000000' },
    });
    expect(Object.keys(plain.template.Outputs).join()).not.toMatch(/BucketEncryption|BucketKmsKeyArn|BucketOwner/);
  });

  it('is not encrypted in two ways', async () => {
    const both = { bucketEncryption: 'AES256', kmsKeyArn: inCompanyAccount.kmsKeyArn };
    await expect(accountDemands(stageThatGives(both))).rejects.toThrow(/bucketEncryption must be aws:kms or empty/);
  });
});

it('whoever deploys may make every type of resource that a template has', () => {
  for (const made of [plain, company, httpApi])
    for (const [name, { Type }] of resourcesOf(made))
      expect(actionsOn(Type).length, `${name}: ${Type}`).toBeGreaterThan(0);
});

it('sets no property for which whoever deploys would need more', () => {
  for (const made of [plain, company, httpApi])
    for (const [name, { Type, Properties = {} }] of resourcesOf(made))
      for (const property of Object.keys(resourceRights[Type]?.unset ?? {}))
        expect(Object.keys(Properties), `${name}: ${Type}`).not.toContain(property);
});

it('the demands change nothing else', () => {
  const added = new Set(['Tags', 'KmsKeyId', 'KmsMasterKeyId', 'SqsManagedSseEnabled', 'VpcConfig']);
  const ofRoles = new Set([...added, 'Path', 'PermissionsBoundary', 'Policies']);
  const rest = ({ Type, Properties }: Resource) => {
    const names = Type === 'AWS::IAM::Role' ? ofRoles : added;
    const kept = Object.entries(Properties ?? {}).filter(([name]) => !names.has(name) && name !== 'Environment');
    return JSON.stringify(Object.fromEntries(kept)).replace(/serverless\/labelwire\/dev\/[^/]+\//g, '');
  };
  expect(Object.keys(company.template.Resources)).toEqual(Object.keys(plain.template.Resources));
  for (const [name, resource] of resourcesOf(company)) expect(rest(resource), name).toBe(rest(plain.resource(name)));
});

it('the template names no partition, and no domain of one but in the names of services', () => {
  for (const made of [plain, httpApi]) {
    const text = JSON.stringify(made.template).replaceAll(inCompanyAccount.kmsKeyArn, '');
    const withoutCertificate = text.replaceAll(inCompanyAccount.certificateArn, '');
    expect(withoutCertificate).not.toMatch(/arn:aws[\w-]*:/);
    const hosts = withoutCertificate.match(/[\w.$:{}-]*amazonaws\.com[\w.]*/g) ?? [];
    expect(new Set(hosts.filter((host) => !/^[a-z]+\.amazonaws\.com$/.test(host)))).toEqual(new Set());
  }
});
