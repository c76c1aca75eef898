import { platforms } from '../../platforms/platforms.ts';
import { format } from '../format.ts';
export const yolo = [platforms, format];
