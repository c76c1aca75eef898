import { title } from '../../console/page/words.ts';

export const pageTitle = title;
