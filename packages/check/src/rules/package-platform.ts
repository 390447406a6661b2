import { type LockedPackage, type Lockfile, lacksWheel } from '@module-images/lockfiles'
import type { ModuleRule } from '../check-rule.js'
import { CONDA_PLATFORMS } from '../conda-platforms.js'

const BOTH = `{ "targets": { "docker-build": { "options": { "platforms": ["linux/amd64", "linux/arm64"] } } } }\n`
/** A finding names so many packages, and counts the rest. */
const NAMED = 8

const CONDA_DOCKERFILE = 'FROM condaforge/miniforge3:25.3.1-0\nCOPY conda-lock.yml .\n'
const UV_DOCKERFILE = 'FROM python:3.13.5-slim\nCOPY uv.lock .\n'

const condaPackage = (name: string, platform: string) => `- { name: ${name}, version: 1.0.0, platform: ${platform}, manager: conda }\n`
const condaLock = (...packages: string[]) => `version: 1\nmetadata:\n  platforms: [linux-64, linux-aarch64]\npackage:\n${packages.join('')}`
const uvLock = (...machines: string[]) => {
  const wheels = machines.map(
    (machine) => `  { url = "https://files.example/a-1-cp313-cp313-manylinux_2_28_${machine}.whl", hash = "sha256:${'0'.repeat(64)}" },\n`,
  )
  return `version = 1\n\n[[package]]\nname = "a"\nversion = "1"\nsource = { registry = "https://pypi.example/simple" }\nwheels = [\n${wheels.join('')}]\n`
}

export const packagePlatform: ModuleRule = {
  id: 'package-platform',
  scope: 'module',
  title: 'Locked packages have a build for every platform asked for',
  severity: 'warning',
  why: 'A package without a build for a platform is compiled there, which may take an hour and compilers that the image lacks, or is not to be had at all.',
  fix: 'See that the image can do without it or compile it, choose a version that has a build, or take the platform off the module\'s "platforms".',
  examples: {
    passing: [
      {
        files: {
          Dockerfile: CONDA_DOCKERFILE,
          'project.json': BOTH,
          'conda-lock.yml': condaLock(condaPackage('numpy', 'linux-64'), condaPackage('numpy', 'linux-aarch64')),
        },
      },
      { files: { Dockerfile: UV_DOCKERFILE, 'uv.lock': uvLock('x86_64') } },
      { files: { Dockerfile: UV_DOCKERFILE, 'project.json': BOTH, 'uv.lock': uvLock('x86_64', 'aarch64') } },
    ],
    failing: [
      {
        files: {
          Dockerfile: CONDA_DOCKERFILE,
          'project.json': BOTH,
          'conda-lock.yml': condaLock(
            condaPackage('numpy', 'linux-64'),
            condaPackage('mkl', 'linux-64'),
            condaPackage('numpy', 'linux-aarch64'),
          ),
        },
        lines: ['conda-lock.yml:6'],
      },
      {
        files: { Dockerfile: UV_DOCKERFILE, 'project.json': BOTH, 'uv.lock': uvLock('x86_64') },
        lines: ['uv.lock:3'],
      },
    ],
  },
  check({ build, lockfiles }) {
    const platforms = build?.options.platforms ?? []
    return lockfiles.flatMap((lockfile) =>
      platforms.flatMap((platform) => {
        const lacking = findLacking(lockfile, platform, platforms)
        const [first] = lacking
        if (first === undefined) return []
        const message = `There is no build for ${platform} of ${renderNames(lacking)}.`
        return [{ message, place: { file: lockfile.file, line: first.line } }]
      }),
    )
  },
}

function findLacking({ packages, problems }: Lockfile, platform: string, all: readonly string[]): LockedPackage[] {
  if (problems.length > 0) return []
  const subdir = CONDA_PLATFORMS.get(platform)
  const others = new Set(all.flatMap((other) => CONDA_PLATFORMS.get(other) ?? []))
  const names = new Set(packages.flatMap(({ name, platforms }) => (platforms?.includes(subdir ?? '') ? [name] : [])))
  // Of a lock that is not made for the platform at all, another rule tells.
  const isLocked = subdir !== undefined && names.size > 0
  return packages.filter((found) => {
    if (lacksWheel(found, platform)) return true
    return isLocked && !names.has(found.name) && (found.platforms ?? []).some((each) => others.has(each)) && !isOfMachine(found.name)
  })
}

/** Compilers and their like, of which each machine has its own: `gcc_linux-64`, `sysroot_linux-aarch64`. */
function isOfMachine(name: string): boolean {
  return /[_-](?:linux-\w+|x86_64|aarch64)$/.test(name)
}

/** `mkl, tbb and 3 more` */
function renderNames(packages: readonly LockedPackage[]): string {
  const names = [...new Set(packages.map(({ name }) => name))].sort()
  const more = names.length - NAMED
  return more > 0 ? `${names.slice(0, NAMED).join(', ')} and ${more} more` : names.join(', ')
}
