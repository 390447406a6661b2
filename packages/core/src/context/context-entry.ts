/** One thing in a build context. Paths are posix, relative to the context root, without a leading `./`. */
export type ContextEntry =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'symlink'; readonly path: string; readonly target: string }
  | { readonly kind: 'directory'; readonly path: string }
