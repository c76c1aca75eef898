const milliseconds = 30_000;

export type Preflight = { readonly status: number; readonly allowedOrigin: string | undefined };

/** What a browser asks before a page loads an object of another origin: https://fetch.spec.whatwg.org/#cors-preflight-fetch */
export async function preflight(url: string, origin: string, fetcher = fetch): Promise<Preflight> {
  const asked = { 'access-control-request-method': 'GET', 'access-control-request-headers': 'range' };
  const { status, headers } = await answerTo(url, { method: 'OPTIONS', headers: { origin, ...asked } }, fetcher);
  return { status, allowedOrigin: headers.get('access-control-allow-origin') || undefined };
}

/** The status of a GET of the first byte: 206 when the range was respected. */
export const firstByte = async (url: string, fetcher = fetch): Promise<number> =>
  (await answerTo(url, { headers: { range: 'bytes=0-0' } }, fetcher)).status;

async function answerTo(url: string, init: RequestInit, fetcher: typeof fetch): Promise<Response> {
  try {
    const answer = await fetcher(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(milliseconds) });
    await answer.body?.cancel();
    return answer;
  } catch (error) {
    const { name, cause } = error as Error & { cause?: { code?: string } };
    throw new Error(`S3 does not answer (${cause?.code ?? name})`, { cause: error });
  }
}
