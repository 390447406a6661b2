// @ts-check

/**
 * @typedef {import('./arbitrary-steps.mjs').StepWish} StepWish
 * @typedef {Extract<StepWish, { kind: 'run' }>['mounts'][number]} Mount
 * @typedef {import('./render-dockerfile.mjs').Instruction} Instruction
 *
 * @typedef {object} Surroundings of a stage
 * @property {readonly import('./render-dockerfile.mjs').WrittenStage[]} stages before it
 * @property {readonly import('../case.mjs').Entry[]} entries of the context
 * @property {boolean} runs whether it can run anything
 * @property {number} index its own
 */

/**
 * Writes the steps of one stage. Each leaves what it makes at a place of its own below `/out`, where others take it from.
 *
 * @param {Surroundings} stage
 */
export function createStepRenderer(stage) {
  let made = 0
  const next = () => `/out/${stage.index}-${(made += 1)}`
  return {
    /** What shows that a stage's own instructions were followed. @param {'run' | 'heredoc'} how @returns {Instruction} */
    mark(how) {
      const [text, target] = [`stage ${stage.index}`, `/out/stage-${stage.index}`]
      if (how === 'run' && stage.runs) return { words: ['RUN', `echo ${text} > ${target}`] }
      return { words: ['COPY', '<<EOF', target], body: [text, 'EOF'] }
    },
    /** @param {StepWish} wish @returns {Instruction[]} none where the stage cannot do it */
    step: (wish) => renderStep(wish, stage, next),
  }
}

/** @param {StepWish} wish @param {Surroundings} stage @param {() => string} next @returns {Instruction[]} */
function renderStep(wish, stage, next) {
  switch (wish.kind) {
    case 'copy':
      return [renderCopy(wish, stage, next())]
    case 'copy from': {
      const words = [`--from=${nameSource(wish.from, stage)}`, ...split(wish.flags)]
      return [{ words: ['COPY', ...(wish.fromFirst ? words : words.toReversed()), '/out', `${next()}/`] }]
    }
    case 'run':
      return stage.runs ? [renderRun(wish, stage, next())] : []
    case 'heredoc':
      return [renderHeredoc(wish, next())]
    case 'saying':
      return [{ words: splitOnce(wish.text) }]
    case 'trigger':
      return renderStep(wish.step, stage, next).map(({ words, ...rest }) => ({ words: ['ONBUILD', ...words], ...rest }))
  }
}

/** @param {Extract<StepWish, { kind: 'copy' }>} wish @param {Surroundings} stage @param {string} target @returns {Instruction} */
function renderCopy({ keyword, sources, flags, json }, stage, target) {
  const paths = sources.map((source) => contextPath(source, stage))
  // The shell form knows no quotes round spaces.
  const asJson = json || paths.some((path) => /\s/.test(path))
  const all = [...paths, `${target}/`]
  return { words: [keyword, ...split(flags), ...(asJson ? [JSON.stringify(all)] : all)] }
}

/** @param {Extract<StepWish, { kind: 'run' }>} wish @param {Surroundings} stage @param {string} target @returns {Instruction} */
function renderRun({ command, form, network, mounts }, stage, target) {
  const rendered = /** @type {readonly Mount[]} */ (mounts).map((mount, index) =>
    renderMount(mount, stage, { at: `/m${index}`, target: `${target}-m${index}` }),
  )
  const words = ['RUN', ...split(network), ...rendered.map(({ flag }) => flag)]
  const text = [...rendered.map(({ use }) => use), command.replaceAll('OUT', target)].join(' && ')
  switch (form) {
    case 'shell':
      return { words: [...words, text] }
    case 'exec':
      return { words: [...words, JSON.stringify(['/bin/sh', '-c', text])] }
    case 'heredoc':
      return { words: [...words, '<<EOF'], body: ['set -e', text, 'EOF'] }
    case 'quoted heredoc':
      return { words: [...words, "<<'END'"], body: ['# not a comment of the Dockerfile', text, 'END'] }
    case 'tabbed heredoc':
      return { words: [...words, '<<-EOF'], body: ['\tset -e', `\t${text}`, '\tEOF'] }
    case 'script':
      return { words: [...words, `cat <<EOF > ${target}`], body: ['$X ${BASE:-none}', '', 'FROM nothing', 'EOF'] }
  }
}

/**
 * @param {Mount} mount
 * @param {Surroundings} stage
 * @param {{ at: string, target: string }} paths
 */
function renderMount({ kind, from, source, writable }, stage, { at, target }) {
  const copies = `cp -a ${at} ${target}`
  const writes = writable ? ',rw' : ''
  switch (kind) {
    case 'from': {
      // A mount knows no stage by its number.
      const name = nameSource(from, stage)
      const source = /^\d+$/.test(name) ? from.image.text : name
      return { flag: `--mount=type=bind,from=${source},source=/out,target=${at}${writes}`, use: copies }
    }
    case 'context':
      return { flag: `--mount=${csv(`source=${contextPath({ ...source, how: 'itself' }, stage)}`)},target=${at}${writes}`, use: copies }
    case 'tmpfs':
      return { flag: `--mount=type=tmpfs,target=${at}`, use: `touch ${at}/x` }
    case 'cache':
      return { flag: `--mount=type=cache,id=shared,target=${at}`, use: `touch ${at}/x` }
  }
}

/** @param {Extract<StepWish, { kind: 'heredoc' }>} wish @param {string} target @returns {Instruction} */
function renderHeredoc({ keyword, delimiter, files, text, flags }, target) {
  const names = ['EOF', 'EOT'].slice(0, files)
  const tab = delimiter.includes('-') ? '\t' : ''
  const body = names.flatMap((name) => [...text.split('\n').map((line) => `${tab}${line}`), `${tab}${name}`])
  return {
    words: [keyword, ...split(flags), ...names.map((name) => delimiter.replace('EOF', name)), files > 1 ? `${target}/` : target],
    body,
  }
}

/** @param {import('./arbitrary-steps.mjs').FromWish} from @param {Surroundings} stage */
function nameSource({ kind, stage: wished, spelling, image }, { stages }) {
  const index = wished % Math.max(stages.length, 1)
  const name = stages[index]?.name
  if (kind === 'image' || stages.length === 0) return image.text
  if (kind === 'number' || name === undefined) return String(index)
  return { same: name, lower: name.toLowerCase(), upper: name.toUpperCase() }[spelling]
}

/** @param {{ entry: number, how: 'itself' | 'its folder' | 'all' | 'a star for its name' }} source @param {Surroundings} stage */
function contextPath({ entry, how }, { entries }) {
  const names = entries[entry % Math.max(entries.length, 1)]?.path.split('/') ?? []
  if (how === 'itself') return names.join('/') || '.'
  if (how === 'a star for its name') return [...names.slice(0, -1), '*'].join('/')
  return (how === 'its folder' ? names.slice(0, -1).join('/') : '') || '.'
}

/** @param {string} flags */
function split(flags) {
  return flags === '' ? [] : flags.split(' ')
}

/** @param {string} text */
function splitOnce(text) {
  const space = text.indexOf(' ')
  return space < 0 ? [text] : [text.slice(0, space), text.slice(space + 1)]
}

/** @param {string} field */
function csv(field) {
  return /[",\s]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field
}
