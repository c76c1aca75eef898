import { createHmac, randomUUID } from 'node:crypto';
import { given } from '../../../contracts/given.ts';
import { defineSetup, type ProbedLabel } from '../../platform.ts';
import { connect } from './client.ts';
import { checkProject, nilUuid } from './fetch-label-rows.ts';
import { errorOf } from './refusals.ts';

/** Refusals because of the key, not because of the project in the request. */
const keyRefusals = new Set(['AUTHENTICATION_ERROR', 'SSH_KEY_NOT_FOUND_ERROR']);

export default defineSetup({
  credential: {
    title: 'private key of an Encord service account (Ed25519)',
    where: 'Encord: Settings → Public keys of the service account; the private half is the file you made or downloaded',
    isFile: true,
  },
  secretFrom: 'platform',

  async checkCredential(api) {
    const answer = await connect(nilUuid, api).query('labelrowmetadata', null, { data_hashes: [nilUuid] });
    if ('refusal' in answer && keyRefusals.has(answer.refusal.code)) throw errorOf(answer.refusal, 'anything');
  },

  checkProject: (project, api) => checkProject(connect(project, api)),

  // https://docs.encord.com/platform-documentation/Annotate/annotate-webhooks-notifications; the SDK has no call for it.
  steps: ({ project, url }) => [
    `Open the project ${project} in Encord, then Workflow → Edit.`,
    'Click the Complete stage (and Annotate, if you want labels before their review, too): Webhook → edit.',
    `Enter this URL, press Enter, and save: ${url}`,
    'Copy the secret that Encord shows beside the URL.',
  ],

  delivery(about, secret, now) {
    const body = JSON.stringify(envelope(about, now));
    const timestamp = String(Math.floor(now.getTime() / 1000));
    const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
    const headers = {
      'content-type': 'application/json',
      'x-encord-signature': signature,
      'x-encord-timestamp': timestamp,
    };
    return { headers, body: Buffer.from(body) };
  },
});

function envelope({ project, label, dataUnit }: ProbedLabel, now: Date): object {
  const isAboutLabel = label !== undefined || dataUnit !== undefined;
  return {
    event_created_timestamp: now.toISOString(),
    event_type: isAboutLabel ? 'task_completed_event' : 'labelwire_test_event',
    payload: given({
      project_hash: project,
      label_hashes: label === undefined ? undefined : [label],
      data_hashes: dataUnit === undefined ? undefined : [dataUnit],
    }),
    source: 'Labelwire',
    uid: randomUUID(),
    version: 1,
  };
}
