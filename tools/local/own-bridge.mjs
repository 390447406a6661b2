// @ts-check
import { createHash } from 'node:crypto'
import { attempt, run } from './command.mjs'

/**
 * A network of its own for an engine beside another. Two engines with the usual settings share the `docker0` bridge and the same chains of
 * firewall rules, and the second to start empties those of the first. So the second gets a bridge made here, and its three rules are set
 * here and nowhere else.
 *
 * @typedef {{ name: string, address: string, subnet: string }} Bridge
 */

/** Always the same for the same folder. @param {string} folder @returns {Bridge} */
export function planBridge(folder) {
  const hash = createHash('sha256').update(folder).digest()
  const third = hash[0] ?? 0
  // A name of an interface has at most 15 bytes.
  return { name: `mi-${hash.toString('hex', 1, 5)}`, address: `10.213.${third}.1/24`, subnet: `10.213.${third}.0/24` }
}

/** @param {Bridge} bridge */
export function renderRules({ name, subnet }) {
  return [
    { table: 'nat', chain: 'POSTROUTING', rule: ['-s', subnet, '!', '-o', name, '-j', 'MASQUERADE'] },
    { table: 'filter', chain: 'FORWARD', rule: ['-i', name, '-j', 'ACCEPT'] },
    { table: 'filter', chain: 'FORWARD', rule: ['-o', name, '-m', 'conntrack', '--ctstate', 'RELATED,ESTABLISHED', '-j', 'ACCEPT'] },
  ]
}

/** @param {Bridge} bridge @param {readonly string[]} prefix */
export async function createBridge(bridge, prefix) {
  const failure = `Could not make the network bridge ${bridge.name} for a second engine.`
  await attempt([...prefix, 'ip', 'link', 'add', 'name', bridge.name, 'type', 'bridge'])
  await run([...prefix, 'ip', 'address', 'replace', bridge.address, 'dev', bridge.name], {
    failure,
    fix: 'It needs the package iproute2.',
  })
  await run([...prefix, 'ip', 'link', 'set', bridge.name, 'up'], { failure })
  for (const { table, chain, rule } of renderRules(bridge)) {
    const present = await attempt([...prefix, 'iptables', '--wait', '-t', table, '-C', chain, ...rule])
    if (present.code !== 0) await run([...prefix, 'iptables', '--wait', '-t', table, '-I', chain, ...rule], { failure })
  }
}

/** @param {Bridge} bridge @param {readonly string[]} prefix */
export async function removeBridge(bridge, prefix) {
  for (const { table, chain, rule } of renderRules(bridge)) {
    await attempt([...prefix, 'iptables', '--wait', '-t', table, '-D', chain, ...rule], { cleanup: true })
  }
  await attempt([...prefix, 'ip', 'link', 'delete', bridge.name], { cleanup: true })
}
