import { MODULE_IMAGES } from './package-manager.js'

/**
 * Writes the plan's matrix to the outputs of the step. Modules that cannot be built are not in it: the command then ends with 3, the others are built
 * all the same, and this job is what fails.
 *
 * @param lines set `options`, an array of the command's options
 */
export function planScript(lines: readonly string[]): string[] {
  return [
    ...lines,
    'status=0',
    `matrix=$(${MODULE_IMAGES} plan --github-matrix "\${options[@]}") || status=$?`,
    'if ((status == 0 || status == 3)); then echo "matrix=$matrix" >> "$GITHUB_OUTPUT"; fi',
    'exit "$status"',
  ]
}
