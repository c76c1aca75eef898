import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { build } from 'esbuild';
import { type HttpServer, serve } from '../../../../cli/http-server.ts';
import { root } from '../../../support/examples.ts';
import type { Account } from '../account.ts';
import { apiUrls, type PlatformSite, type ServedPlatform, simulated } from '../platforms.ts';
import { Service } from '../service.ts';
import { askEmulator, isGivenOut } from '../webhook.ts';
import { type PlatformsState, refusedKey, stateKey } from './deployed/state.ts';

const sources = join(import.meta.dirname, 'deployed');

/** The simulated platforms in a stack of their own, which the functions of the service reach wherever they run. */
export class DeployedPlatforms implements PlatformSite {
  readonly platforms: readonly ServedPlatform[];
  readonly service: Service;
  readonly #account: Account;
  readonly #down = new Set<string>();
  readonly #s3: S3Client;
  #redirect: HttpServer | undefined;
  #url = '';
  #bucket = '';

  constructor(account: Account, stage: string, connections: readonly string[] | undefined) {
    this.#account = account;
    this.#s3 = new S3Client();
    this.platforms = simulated().filter(({ id }) => connections?.includes(id) !== false);
    this.service = new Service(stage, () => process.env, account.extension, {
      name: 'labelwire-platforms',
      tree: root,
      fill: (folder) => cpSync(join(sources, 'serverless.yml'), join(folder, 'serverless.yml')),
    });
  }

  get environment(): Readonly<Record<string, string>> {
    return apiUrls(this.platforms, () => this.#url);
  }

  async deploy(): Promise<string> {
    await build({
      absWorkingDir: root,
      entryPoints: [join(sources, 'handler.ts')],
      outdir: join(this.service.folder, 'dist'),
      outExtension: { '.js': '.mjs' },
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      target: 'node24',
      external: ['@aws-sdk/*', '@smithy/*'],
      logLevel: 'warning',
    });
    await this.service.deploy();
    const { PlatformsUrl = '', StateBucket = '' } = (await this.service.outputs()) ?? {};
    this.#bucket = StateBucket;
    this.#url = await this.#reachable(new URL(PlatformsUrl).origin);
    await this.publish();
    return 'one function that answers for each of them';
  }

  /** On an emulator by a server of this machine: no name server knows the URL that it gives out. */
  async #reachable(url: string): Promise<string> {
    const { endpoint } = this.#account;
    if (!endpoint || !isGivenOut(url)) return url;
    this.#redirect = await serve(async (request) => {
      const { pathname, search } = new URL(request.url);
      return askEmulator(new Request(`${url}${pathname}${search}`, request), endpoint);
    });
    return this.#redirect.url;
  }

  /** From now on they serve the labels as they are now. */
  async publish(): Promise<void> {
    const state: PlatformsState = {
      url: this.#url,
      platforms: Object.fromEntries(
        this.platforms.map(({ id, credential, labels }) => [id, { credential, labels, isDown: this.#down.has(id) }]),
      ),
    };
    const Body = JSON.stringify(state);
    await this.#s3.send(new PutObjectCommand({ Bucket: this.#bucket, Key: stateKey, Body }));
  }

  async setDown(platform: ServedPlatform, isDown: boolean): Promise<void> {
    if (isDown) this.#down.add(platform.id);
    else this.#down.delete(platform.id);
    await this.publish();
  }

  /** Whether it was asked for something while it was down. */
  async wasRefused({ id }: ServedPlatform): Promise<boolean> {
    try {
      await this.#s3.send(new HeadObjectCommand({ Bucket: this.#bucket, Key: refusedKey(id) }));
      return true;
    } catch (error) {
      if (/NotFound|NoSuchKey|Forbidden|403/.test((error as Error).name)) return false;
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#redirect?.close();
    this.#s3.destroy();
    this.service.dispose();
  }
}
