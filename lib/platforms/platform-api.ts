export type HttpRequest = {
  /** PATCH changes settings of the platform itself (a webhook), never a label. */
  readonly method: 'GET' | 'POST' | 'PATCH';
  /** Absolute. Its host must be the platform's own or one the configuration allows; anything else is `InvalidConfiguration`. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
};

export type HttpAnswer = {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Uint8Array;
};

/** All that a platform's reader may do to the world outside. */
export type PlatformApi = {
  /** Base URL without a trailing slash, e.g. `https://api.encord.com`. */
  readonly url: string;
  /** The secret as it is in Secrets Manager: an API key, a private key. */
  readonly credential: string;
  /**
   * One request, tried once: the state machine retries, not this.
   * Throws PlatformThrottled (429), PlatformUnavailable (5xx, network, time-out), PlatformRefused (401, 403),
   * AnswerTooLarge (ask for less at once);
   * every other status is returned.
   */
  request(request: HttpRequest): Promise<HttpAnswer>;
  /** Sleeps between two looks at a task of the platform; throws PlatformUnavailable when the step's time runs out. */
  wait(milliseconds: number): Promise<void>;
  now(): Date;
};
