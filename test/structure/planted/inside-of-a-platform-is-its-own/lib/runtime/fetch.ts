import { made } from '../platforms/encord/api/client.ts';
export const user = made;
