import { S3Client } from '@aws-sdk/client-s3';
import { store } from '../lib/store/store.ts';
export const handler = [new S3Client(), store];
