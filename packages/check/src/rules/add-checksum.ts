import { isGitSource } from '@module-images/core'
import type { BuildCheckFacts } from '../check-facts.js'
import type { ModuleRule } from '../check-rule.js'

const COMMIT = '0'.repeat(40)

export const addChecksum: ModuleRule = {
  id: 'add-checksum',
  scope: 'module',
  title: 'ADD says what it fetches, by checksum or commit',
  severity: 'warning',
  why: 'The content at an address may change while the key of the image does not: the published image then keeps what was there when it was built, and another build may take something else. It is a hint where the address names a version.',
  fix: 'Add --checksum=sha256:…, and for a git repository the commit after #.',
  examples: {
    passing: [
      { files: { Dockerfile: `FROM scratch\nADD --checksum=sha256:${'0'.repeat(64)} https://example.org/a.tar.gz /\n` } },
      { files: { Dockerfile: `FROM scratch\nADD https://example.org/tool.git#${COMMIT}:docs git@example.org:tool.git#${COMMIT} /\n` } },
    ],
    failing: [
      { files: { Dockerfile: 'FROM scratch\nADD https://example.org/a.tar.gz /\n' }, lines: ['Dockerfile:2'] },
      {
        files: { Dockerfile: 'FROM scratch\nARG VERSION=1.2\nADD --link \\\n  https://example.org/tool.git#v${VERSION} /tool\n' },
        lines: ['Dockerfile:3'],
      },
    ],
  },
  check({ build, module }) {
    if (!build) return []
    const checked = new Set(build.instructions.filter(hasChecksum).map(({ line }) => line))
    const unpinned = build.reads.remotes.filter(({ address, line }) => !checked.has(line) && !namesCommit(address))
    return unpinned.map(({ address, line }) => ({
      message: `What lies at ${shown(address)} may change while the key does not; the image then stays as it is.`,
      place: { file: build.file, line },
      ...(namesVersion(address) ? { atMost: 'hint' as const } : {}),
      fix: `${pinOf(address)}. To have what lies there now fetched once: npx --no module-images refresh ${module.name}`,
    }))
  },
}

function hasChecksum({ keyword, flags }: BuildCheckFacts['instructions'][number]): boolean {
  return keyword === 'ADD' && flags.some((flag) => flag.startsWith('--checksum='))
}

/** What lies at the address of one version seldom changes. */
function namesVersion(address: string): boolean {
  return /\/[^/]*\d\.\d/.test(address.replace(/^[a-z]+:\/\/[^/]*/i, ''))
}

function namesCommit(address: string): boolean {
  return isGitSource(address) && /(?:#|[?&](?:commit|checksum)=)(?:[0-9a-f]{40}|[0-9a-f]{64})(?:[:&#]|$)/.test(address)
}

function pinOf(address: string): string {
  return isGitSource(address) ? 'Put the commit, all 40 digits of it, after # in the address' : 'Add --checksum=sha256:…'
}

/** Without what may be secret in it: user, password, query. */
function shown(address: string): string {
  return address
    .replace(/\/\/[^/@]*@/, '//')
    .replace(/\?.*$/s, '')
    .slice(0, 120)
}
