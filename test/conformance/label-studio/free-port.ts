import { serve } from '../../../cli/http-server.ts';

/** A port of loopback that nobody listens on, as of now. */
export async function freePort(): Promise<number> {
  const probe = await serve(async () => new Response());
  await probe.close();
  return probe.port;
}
