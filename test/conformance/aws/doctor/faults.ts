import type { Deployment } from '../deployment.ts';
import { bucketFaults } from './bucket-faults.ts';
import { connectionFaults } from './connection-faults.ts';
import { executionFaults } from './execution-faults.ts';
import type { Fault } from './fault.ts';
import { stackFaults } from './stack-faults.ts';

/** What a fresh deployment lacks comes first. */
export const faultsOf = (on: Deployment): readonly Fault[] => [
  ...connectionFaults(on),
  ...bucketFaults(on),
  ...stackFaults(on),
  ...executionFaults(on),
];
