/**
 * Writes docs/reference/command.md from what the commands of `module-images` declare.
 *
 *   node tools/docs/command-page.mjs [--check]     --check writes nothing, and exits 1 where the page is not what the commands say
 *
 * The packages have to be compiled: `npm ci` does that, `npm run dev` keeps it so.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createProgram } from '@module-images/app'

const PAGE = join(import.meta.dirname, '../../docs/reference/command.md')
const WIDTH = 100

const OPENING = `<!-- Made by node tools/docs/command-page.mjs of what the commands declare. An edit here does not last. -->

# The \`module-images\` command

\`npx --no module-images COMMAND --help\` prints what stands here. \`nx\` builds and publishes; this command shows, checks and uses what there is.

- **Which registry.** \`MODULE_IMAGES_REGISTRY\`, else \`registry\` in \`nx.json\`. The variables of \`.local.env\`, \`.env.local\` and \`.env\` of the workspace's
  root count as set, as for Nx: the first that names a variable wins, and what is set already before all of them. Files for one project or one
  target (\`modules/hello-r/.env\`, \`.env.docker-push\`) are for Nx's tasks alone. A command that asks a registry names it on standard error, with
  what says so, but for \`--json\`.
- **Standard output** is what was asked for, standard error all else. Tables fit the width of a terminal: names, references and paths are cut in the
  middle, sentences are wrapped between words. In a pipe or a file lines have no limit. \`--json\` has every key, digest and reason in full.
- **Colours** are for terminals. \`NO_COLOR=1\` and \`TERM=dumb\` turn them off, \`FORCE_COLOR=1\` turns them on elsewhere; \`NO_COLOR\` wins.
- **Sizes** are what a registry sends, compressed, in \`diff\` and \`gc\`; a run's table says *in registry* or *in engine*. An engine with
  containerd's image store counts compressed layers too, one without counts files.
- **Ctrl-C** ends with 130 and says what was and was not done. A reader that leaves, as in \`module-images plan | head -1\`, ends it with 141
  without a word, as other programs are ended by the signal.
- **Completion:** \`module-images completion bash\`, \`zsh\` or \`fish\` prints the script.

| the target of Nx, the main name | the command | what the command has beside it |
| --- | --- | --- |
| \`docker-run\` | \`run\` | the script's own exit code, and input from a pipe |
| \`docker-shell\` | \`shell\` | the shell's exit code |
| \`docker-load\` | \`load\` | prints the name alone |
| \`docker-check\` | \`doctor\` | all modules and the workspace at once, \`--fix\`, JSON, SARIF |
`

const wanted = renderPage()
if (!process.argv.includes('--check')) writeFileSync(PAGE, wanted)
else if (readPage() !== wanted) {
  console.error('docs/reference/command.md:1: not what the commands say; run: node tools/docs/command-page.mjs')
  process.exitCode = 1
}

function renderPage() {
  const program = createProgram('', {}, () => Promise.resolve())
  const commands = program.createHelp().visibleCommands(program)
  const sections = [program, ...commands.filter((command) => command.name() !== 'help')].map((command) => {
    const name = command === program ? 'module-images' : `module-images ${command.name()}`
    return `## \`${name}\`\n\n\`\`\`text\n${helpOf(command)}\n\`\`\`\n`
  })
  return [OPENING, ...sections].join('\n')
}

/** @param {import('commander').Command} command */
function helpOf(command) {
  let text = ''
  command.configureOutput({ writeOut: (part) => void (text += part), getOutHelpWidth: () => WIDTH, getOutHasColors: () => false })
  command.outputHelp()
  return text
    .trim()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n')
}

function readPage() {
  try {
    return readFileSync(PAGE, 'utf8').replaceAll('\r\n', '\n')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return ''
    throw error
  }
}
