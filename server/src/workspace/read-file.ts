// What went wrong with a file or folder, in words, under the name that this folder knows it by.

export { reasonOf } from '../host/file-error';
