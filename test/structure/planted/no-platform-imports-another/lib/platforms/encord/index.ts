export { sign as default } from '../labelbox/sign.ts';
