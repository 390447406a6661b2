/** What installs the packages of a workspace; `yarn-classic` is yarn before 2. */
export type PackageManager = 'npm' | 'pnpm' | 'yarn' | 'yarn-classic'

/**
 * Installs exactly what the lock file has. Scripts of packages do not run: in a job that may publish they would run beside its token. Corepack comes
 * with Node, and takes the release that `packageManager` of package.json names.
 */
export const INSTALL: Readonly<Record<PackageManager, readonly string[]>> = {
  npm: ['npm ci --ignore-scripts'],
  pnpm: ['corepack enable pnpm', 'pnpm install --frozen-lockfile --ignore-scripts'],
  yarn: ['corepack enable yarn', 'yarn install --immutable --mode=skip-build'],
  'yarn-classic': ['yarn install --frozen-lockfile --ignore-scripts'],
}

/** Nx as it was installed. By its path, since `npx` would fetch a package of that name where there is none. */
export const NX = 'node_modules/.bin/nx'

export const MODULE_IMAGES = 'node_modules/.bin/module-images'
