/** Builds every address the twin shows. */
export interface Links {
  /** A REST address below `/api`. */
  api(path: string): string;
  /** A page for people. */
  page(path: string): string;
  /** Where git clones a repository from. */
  clone(fullName: string): string;
}

export function openLinks(url: string): Links {
  return {
    api: (path) => `${url}/api${path}`,
    page: (path) => `${url}${path}`,
    clone: (fullName) => `${url}/git/${fullName}.git`,
  };
}
