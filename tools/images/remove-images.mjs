// @ts-check
import { attempt } from '../local/command.mjs'

/** Takes away the engine's images whose names begin so. @param {string} prefix */
export async function removeImages(prefix) {
  const listed = await attempt(['docker', 'image', 'ls', '--format', '{{.Repository}}:{{.Tag}}'], { cleanup: true })
  const names = listed.stdout.split('\n').filter((name) => name.startsWith(prefix))
  if (names.length > 0) await attempt(['docker', 'image', 'rm', '--force', ...names], { cleanup: true })
}
