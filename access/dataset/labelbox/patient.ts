import type * as z from 'zod/mini';
import { PipelineError } from '../../../lib/contracts/errors.ts';
import { ask, type Operation } from '../../../lib/platforms/labelbox/api/client.ts';
import type { PlatformApi } from '../../../lib/platforms/platform.ts';

const pauses = [1000, 2000, 4000, 8000, 16_000];

/** Asks again, later and later, what may be asked twice, while the platform is busy or away. `onAgain` is told before. */
export async function askPatiently<Data extends z.ZodMiniType>(
  api: PlatformApi,
  operation: Operation<Data>,
  variables: Readonly<Record<string, unknown>> = {},
  onAgain: () => void = () => {},
): Promise<z.infer<Data>> {
  for (const pause of pauses) {
    try {
      return await ask(api, operation, variables);
    } catch (error) {
      if (!(error instanceof PipelineError && error.retryable)) throw error;
      onAgain();
      await api.wait(pause);
    }
  }
  return ask(api, operation, variables);
}
