import { required } from './environment.ts';

/** Bytes, as the deployment gives it in MiB. */
export const largestLabel = (): number => Number(required('LARGEST_LABEL_MIB')) * 1024 * 1024;
