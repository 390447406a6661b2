import { hash } from 'node:crypto'

/**
 * The name of a host that a build's RUN steps get, by which BuildKit keeps layers of one epoch from another: it hashes the hosts that a step
 * sees, and no image keeps them. So no machine has to remember which epochs it has seen. `.invalid` never exists (RFC 2606).
 *
 * @param epochs of a sealed build
 */
export function runSalt(epochs: readonly number[]): string {
  const [own = 0, ...below] = epochs
  return below.length === 0 ? `epoch-${own}.invalid` : `epoch-${own}-${hash('sha256', below.join(',')).slice(0, 12)}.invalid`
}
