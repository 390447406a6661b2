import type { PackageManager } from '@module-images/workflows'
import type { FileSource } from '@module-images/workspace'

/**
 * What installs the packages of a workspace: what package.json names, else what has left its lock file, as Nx tells it.
 * https://nodejs.org/api/packages.html#packagemanager
 */
export function readPackageManager(files: FileSource): PackageManager {
  const named = readNamed(files)
  if (named !== undefined) return named
  if (files.has('pnpm-lock.yaml')) return 'pnpm'
  if (!files.has('yarn.lock')) return 'npm'
  return files.readText('yarn.lock').includes('# yarn lockfile v1') ? 'yarn-classic' : 'yarn'
}

function readNamed(files: FileSource): PackageManager | undefined {
  const [, name, major] =
    /"packageManager"\s*:\s*"(npm|pnpm|yarn)@(\d+)/.exec(files.has('package.json') ? files.readText('package.json') : '') ?? []
  if (name === 'yarn') return Number(major) < 2 ? 'yarn-classic' : 'yarn'
  return name === 'npm' || name === 'pnpm' ? name : undefined
}
