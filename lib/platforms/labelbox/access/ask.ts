import type * as z from 'zod/mini';
import { PipelineError } from '../../../contracts/errors.ts';
import type { PlatformApi } from '../../platform.ts';
import { ask, type Operation } from '../api/client.ts';

export { ask };

const pauses = [1000, 2000, 4000, 8000, 16_000];

/** Repeats a request that may safely be sent twice, with growing pauses, while the platform is busy or away. */
export async function askPatiently<Data extends z.ZodMiniType>(
  api: PlatformApi,
  operation: Operation<Data>,
  variables: Readonly<Record<string, unknown>> = {},
  onRetry: () => void = () => {},
): Promise<z.infer<Data>> {
  for (const pause of pauses) {
    try {
      return await ask(api, operation, variables);
    } catch (error) {
      if (!(error instanceof PipelineError && error.retryable)) throw error;
      onRetry();
      await api.wait(pause);
    }
  }
  return ask(api, operation, variables);
}
