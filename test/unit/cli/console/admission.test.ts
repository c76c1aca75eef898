import { describe, expect, it } from 'vitest';
import { admitHost, admitToken } from '../../../../cli/console/admission.ts';

const admission = { token: 'right', hosts: ['127.0.0.1:8790', 'localhost:8790'] };
const request = (headers: Record<string, string>) =>
  ({ headers: new Headers({ host: '127.0.0.1:8790', ...headers }) }) as Request;

describe('a request to the console', () => {
  it.each([{}, { host: 'localhost:8790' }, { origin: 'http://127.0.0.1:8790' }])(
    'is admitted from its own page: %o',
    (headers) => {
      expect(() => admitHost(request(headers), admission)).not.toThrow();
    },
  );

  it.each([
    [{ host: 'labelwire.evil.example:8790' }, 421],
    [{ host: '127.0.0.1:8791' }, 421],
    [{ host: '127.0.0.1' }, 421],
    [{ host: '' }, 421],
    [{ origin: 'http://evil.example' }, 403],
    [{ origin: 'http://127.0.0.1:9000' }, 403],
    [{ origin: 'https://127.0.0.1:8790' }, 403],
    [{ origin: 'null' }, 403],
  ])('is refused by another name, and from another page: %o', (headers, status) => {
    expect(() => admitHost(request(headers), admission)).toThrow(expect.objectContaining({ status }));
  });

  it.each<[Record<string, string>, number]>([
    [{}, 401],
    [{ authorization: 'Bearer wrong' }, 401],
    [{ authorization: 'Bearer righ' }, 401],
    [{ authorization: 'right' }, 401],
    [{ cookie: 'token=right' }, 401],
    [{ authorization: 'Bearer right', 'sec-fetch-site': 'cross-site' }, 403],
    [{ authorization: 'Bearer right', 'sec-fetch-site': 'same-site' }, 403],
  ])('reaches no data without the token, nor from another site with it: %o', (headers, status) => {
    expect(() => admitToken(request(headers), admission)).toThrow(expect.objectContaining({ status }));
  });

  it('reaches the data with the token', () => {
    const headers = { authorization: 'Bearer right', 'sec-fetch-site': 'same-origin' };
    expect(() => admitToken(request(headers), admission)).not.toThrow();
    expect(() => admitToken(request({ authorization: 'Bearer right' }), admission)).not.toThrow();
  });
});
