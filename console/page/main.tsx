import { render } from 'preact';
import { Page } from './page.tsx';
import { takeToken } from './token.ts';

takeToken();
const place = document.getElementById('page');
if (place) render(<Page />, place);
