/** A method and a path, in which `:name` stands for any one part. */
export interface Pattern {
  readonly method: string;
  readonly path: string;
}

export type Found<R> =
  | { readonly type: 'found'; readonly route: R; readonly params: Readonly<Record<string, string>> }
  | { readonly type: 'other-method'; readonly methods: readonly string[] }
  | { readonly type: 'none' };

/** The route of a request; when only its method is wrong, the methods that are right. */
export function findRoute<R extends Pattern>(routes: readonly R[], { method, path }: Pattern): Found<R> {
  const matches = routes.flatMap((route) => {
    const params = match(route.path, path);
    return params === undefined ? [] : [{ route, params }];
  });
  const own = matches.find(({ route }) => route.method === method);
  if (own) return { type: 'found', ...own };
  const methods = matches.map(({ route }) => route.method);
  return methods.length === 0 ? { type: 'none' } : { type: 'other-method', methods };
}

function match(pattern: string, path: string): Record<string, string> | undefined {
  const [wanted, given] = [pattern.split('/'), path.split('/')];
  if (wanted.length !== given.length) return undefined;
  const fits = wanted.every((part, index) => (part.startsWith(':') ? given[index] !== '' : part === given[index]));
  if (!fits) return undefined;
  const named = wanted.flatMap((part, index) => (part.startsWith(':') ? [[part.slice(1), given[index] ?? ''] as const] : []));
  return Object.fromEntries(named);
}
