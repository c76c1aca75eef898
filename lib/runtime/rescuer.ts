import type { RescuerDependencies } from '../steps/rescue-execution.ts';
import { failures } from './failure-recorder.ts';
import { deadLetterQueue, returnedEventsQueue } from './queues.ts';
import { executionInput } from './state-machine.ts';

/** What an execution is rescued with, by its event and by the sweep alike. */
export const rescuer = (): RescuerDependencies => ({
  ...failures(),
  inputOf: executionInput(),
  deadLetter: deadLetterQueue(),
  putBack: returnedEventsQueue(),
});
