/** One file of a tree. */
export interface TreeFile {
  readonly path: string;
  /** Git's id of its content where that is known without reading it. */
  readonly id: string | undefined;
}

/** A state of a repository whose files can be read: a directory as it is, or a commit. */
export interface Tree {
  /** Sorted by path; no symbolic links, no submodules. */
  readonly files: readonly TreeFile[];
  /** The contents in the same order; undefined for what is gone, too large or not ours to read. */
  read(files: readonly TreeFile[]): Promise<readonly (Buffer | undefined)[]>;
}

/** What is larger is data, whatever its name. */
export const MAX_FILE_BYTES = 2_000_000;

const UNREADABLE = new Set(
  (
    'png jpg jpeg gif bmp ico webp tiff psd svg pdf zip gz tgz bz2 xz 7z rar jar war class so dylib dll exe o a lib pyc woff woff2 ttf otf eot ' +
    'mp3 mp4 wav ogg avi mov mkv flac bin dat db sqlite wasm pack idx keystore p12 der npy npz pkl parquet h5'
  ).split(' '),
);

/** Whether a file's content can hold words, going by its name. */
export function isReadable(path: string): boolean {
  return !UNREADABLE.has(path.slice(path.lastIndexOf('.') + 1).toLowerCase());
}

/** By code units, so that the order is the same on every machine. */
export function byPath(a: TreeFile, b: TreeFile): number {
  return a.path < b.path ? -1 : Number(a.path > b.path);
}
