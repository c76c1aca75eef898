/** The folder of its files in a tree. */
export const folder = 'label_2';
