// @ts-check
/** A case that ends an engine which checks Dockerfiles. @type {import('./built/built-case.mjs').BuiltCase} */
export const ENDING = {
  ...{ entries: [{ path: 'a', kind: 'file', executable: false }], ignore: '*{2}\n', ignoreFile: '.dockerignore' },
  ...{ dockerfile: 'FROM scratch\nCOPY a a /\n', locked: true, options: {} },
}

/** What such an engine knows. */
export const CHECKING = { exclude: false, deadLinks: false, checks: true }
