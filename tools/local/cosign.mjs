// @ts-check
/**
 * Has the real cosign 3 for tests, on machines of Debian and Ubuntu whose own archive has none yet: the package of Debian's testing suite, which runs
 * there as it is, unpacked into a folder of the user's cache. Nothing is installed.
 *
 *   node tools/local/cosign.mjs     prints where it is
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { execFileSync } from 'node:child_process'
import { findProgram } from './command.mjs'

const FOLDER = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'module-images/cosign')
const PROGRAM = join(FOLDER, 'usr/bin/cosign')
const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg'

/** @returns {string} native path of cosign @throws Error where it cannot be had */
export function ensureCosign() {
  const own = findProgram('cosign')
  if (own) return own
  if (!existsSync(PROGRAM)) unpack()
  return PROGRAM
}

/** By apt, which checks what it fetches, with lists of its own: the machine's sources stay as they are. */
function unpack() {
  const folder = mkdtempSync(join(tmpdir(), 'module-images-cosign-'))
  try {
    const site = readSite()
    for (const name of ['lists/partial', 'cache/archives/partial']) mkdirSync(join(folder, name), { recursive: true })
    writeFileSync(join(folder, 'sources.list'), `deb [signed-by=${KEYRING}] ${site} testing main\n`)
    const options = [
      `Dir::Etc::sourcelist=${join(folder, 'sources.list')}`,
      'Dir::Etc::sourceparts=/dev/null',
      `Dir::State::lists=${join(folder, 'lists')}`,
      `Dir::Cache=${join(folder, 'cache')}`,
      'APT::Sandbox::User=root',
    ].flatMap((option) => ['-o', option])
    const apt = (/** @type {string[]} */ ...args) =>
      execFileSync('apt-get', ['-q', ...options, ...args], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] })
    apt('update')
    apt('download', 'cosign')
    const file = readdirSync(folder).find((name) => name.endsWith('.deb'))
    if (file === undefined) throw new Error('apt-get downloaded no package of cosign.')
    mkdirSync(FOLDER, { recursive: true })
    execFileSync('dpkg-deb', ['-x', join(folder, file), FOLDER])
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** The mirror of Debian that this machine has packages from. */
function readSite() {
  const format = ['--format', '$(SITE) $(ORIGIN)', 'Created-By: Packages']
  const lines = execFileSync('apt-get', ['indextargets', ...format], { encoding: 'utf8' }).split('\n')
  const site = lines.find((line) => /^\S+ Debian$/.test(line) && !line.includes('security'))?.split(' ')[0]
  if (site === undefined) throw new Error('No source of packages on this machine is a mirror of Debian: install cosign 3 yourself.')
  return site
}

if (process.argv[1] === import.meta.filename) console.log(ensureCosign())
