import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'

/** The least that bcrypt knows, since it is paid at every request. */
const COST = '04'

/** A bcrypt hash, as docker-registry's htpasswd takes it, by perl's crypt. The password goes by standard input. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16).toString('hex').slice(0, 21)
  const program = 'my $p = <STDIN>; print crypt($p, $ARGV[0])'
  const child = spawn('perl', ['-e', program, `$2b$${COST}$${salt}u`], { stdio: ['pipe', 'pipe', 'inherit'] })
  child.stdin.end(password)
  let hash = ''
  child.stdout.on('data', (chunk: Buffer) => (hash += chunk.toString()))
  await once(child, 'close')
  if (!hash.startsWith('$2b$')) throw new Error('These tests need a perl whose crypt knows bcrypt, as Debian has.')
  return hash
}
