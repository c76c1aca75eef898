import type { Keys } from '../../workflow/keys.ts';
import { platform } from '../platform.ts';
export const encord: Keys = platform;
