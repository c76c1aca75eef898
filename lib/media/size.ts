/** In pixels, as browsers and labelling tools show a picture: turned as its file says. */
export type Size = { readonly width: number; readonly height: number };
