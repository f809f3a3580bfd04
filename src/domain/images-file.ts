/** The one file that says which image each engine has, relative to the repository: lines of `VARIABLE=IMAGE`. */
export const imagesFile = 'compose/images.env';
