/**
 * The sigstore of `sigstore.ts` in a process of its own, for tests of other packages: they may not import it, and node does not run TypeScript. Start it with
 * `node start-sigstore.mjs`. It prints one line of JSON, `{ folder, trustedRoot }`, and ends when standard input does.
 */
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { runnerImport } from 'vite'

const source = fileURLToPath(new URL('./sigstore.ts', import.meta.url))
const { module } = await runnerImport(source, { configFile: false, logLevel: 'error' })
const { folder, trustedRoot, stop } = await module.startTestSigstore()
process.stdout.write(`${JSON.stringify({ folder, trustedRoot })}\n`)
await text(process.stdin)
await stop()
