import type { Tree } from '@nx/devkit'
import { nxLog } from '../../generators/nx-log.js'
import { withShownErrors } from '../../generators/with-shown-errors.js'
import { joinPluginEntries } from './join-plugin-entries.js'
import { settleDefaultConfigurations } from './settle-default-configurations.js'
import { uncacheTargets } from './uncache-targets.js'

/** What 0.1.0 took and is refused now, in order: the plugin's options say which targets are looked at. */
const STEPS: readonly ((tree: Tree) => string[])[] = [joinPluginEntries, uncacheTargets, settleDefaultConfigurations]

/** Brings nx.json, and what project.json and package.json of modules say of the plugin's targets, to what is taken now. */
export default function migrateConfiguration(tree: Tree): Promise<void> {
  return withShownErrors(() => {
    for (const step of STEPS) for (const line of step(tree)) nxLog.info(line)
  })
}
