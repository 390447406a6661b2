import { renderUnlockedBases } from '@module-images/core'
import type { LinkedModule } from '@module-images/workspace'

/**
 * Warns of the first module of a run that is built on bases that are not locked. Where one is not, most are not, and the command names all.
 */
export function createUnlockedWarning(log: (line: string) => void): (module: Pick<LinkedModule, 'name' | 'bases'>) => void {
  let warned = false
  return ({ name, bases }) => {
    if (warned) return
    const unlocked = renderUnlockedBases(name, bases)
    if (unlocked === undefined) return
    warned = true
    log(`${name}  warning: ${unlocked}. Shown once a run; to see all modules: npx --no module-images lock --check`)
  }
}
