import { askEmulator, isGivenOut } from './webhook.ts';

// Loaded before the command line where it works on an emulator: it then reaches the webhook URL that the stack names.

const { AWS_ENDPOINT_URL: endpoint } = process.env;
const direct = globalThis.fetch;

globalThis.fetch = async (input, init) => {
  const request = new Request(input, init);
  return endpoint && isGivenOut(request.url) ? askEmulator(request, endpoint) : direct(request);
};
