import { createHmac, randomUUID } from 'node:crypto';
import { defineSetup, type ProbedLabel } from '../../platform.ts';
import { connect } from './client.ts';
import { metadataOfDataUnits } from './fetch-label-rows.ts';
import { errorOf } from './refusals.ts';

/** The nil UUID: no project and no data unit has it. https://www.rfc-editor.org/rfc/rfc9562#section-5.9 */
const nobody = '00000000-0000-0000-0000-000000000000';

/** What Encord answers about the key, not about the project that was asked for. */
const aboutTheKey = new Set(['AUTHENTICATION_ERROR', 'SSH_KEY_NOT_FOUND_ERROR']);

export default defineSetup({
  credential: {
    title: 'private key of an Encord service account (Ed25519)',
    where: 'Encord: Settings → Public keys of the service account; the private half is the file you made or downloaded',
    isFile: true,
  },
  secretFrom: 'platform',

  async checkCredential(api) {
    const answer = await connect(nobody, api).query('labelrowmetadata', null, { data_hashes: [nobody] });
    if ('refusal' in answer && aboutTheKey.has(answer.refusal.code)) throw errorOf(answer.refusal, 'anything');
  },

  /** Asks for what fetching labels asks for: reading the project's settings may need a role that this does not. */
  async checkProject(project, api) {
    await metadataOfDataUnits(connect(project, api), [nobody]);
  },

  // https://docs.encord.com/platform-documentation/Annotate/annotate-webhooks-notifications; the SDK has no call for it.
  steps: ({ project, url }) => [
    `Open the project ${project} in Encord, then Workflow → Edit.`,
    'Click the Complete stage (and Annotate, if labels that are still to be reviewed are wanted, too): Webhook → edit.',
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
    payload: {
      project_hash: project,
      ...(label === undefined ? {} : { label_hashes: [label] }),
      ...(dataUnit === undefined ? {} : { data_hashes: [dataUnit] }),
    },
    source: 'Labelwire',
    uid: randomUUID(),
    version: 1,
  };
}
