// @ts-check

/** The competitor's own commands for a tag. @param {import('./case.mjs').Stage} stage @param {string} tag @param {NodeJS.ProcessEnv} [env] */
export function publishing({ competitor, workspace, bench }, tag, env = {}) {
  return { steps: competitor.publish(workspace, tag), cwd: workspace.folder, env: { ...bench.env, ...env } }
}
