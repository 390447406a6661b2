// @ts-check

/** @typedef {(what: string) => void} Log a step's word on what it is doing; shown when it takes more than two seconds */

/**
 * One line a step, with the time it took.
 *
 * @param {{ stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv }} output
 */
export function createReporter({ stream, env }) {
  const live = stream.isTTY === true && env['TERM'] !== 'dumb'
  const colour = live && !env['NO_COLOR']
  /** @param {number} code @param {string} text */
  const paint = (code, text) => (colour ? `\u001b[${code}m${text}\u001b[0m` : text)
  const clear = live ? '\r\u001b[K' : ''
  let last = ''

  return {
    /** @param {string} line */
    line: (line) => void stream.write(`${line}\n`),
    /** A line that is not said twice in a row. @param {string} line */
    once(line) {
      if (line !== last) stream.write(`… ${line}\n`)
      last = line
    },
    /** @param {string} text */
    strong: (text) => paint(1, text),
    /** @param {string} text */
    error: (text) => paint(31, text),
    /**
     * @template T
     * @param {string} name
     * @param {(log: Log) => Promise<{ value: T, detail: string }>} work
     * @returns {Promise<T>}
     */
    async step(name, work) {
      const start = Date.now()
      const progress = createProgress({ stream, live, name, start, clear })
      try {
        const { value, detail } = await work(progress.log)
        progress.end()
        stream.write(`${clear}${paint(32, '✓')} ${name} ${detail} ${paint(2, renderSeconds(Date.now() - start))}\n`)
        return value
      } catch (error) {
        progress.end()
        stream.write(`${clear}${paint(31, '✗')} ${name} ${paint(2, renderSeconds(Date.now() - start))}\n`)
        throw error
      }
    },
  }
}

/** @typedef {ReturnType<typeof createReporter>} Reporter */

/** Tenths below ten seconds, whole seconds above. @param {number} milliseconds */
export function renderSeconds(milliseconds) {
  const seconds = milliseconds / 1000
  return `${seconds < 9.95 ? seconds.toFixed(1) : Math.round(seconds)} s`
}

/** @param {{ stream: NodeJS.WriteStream, live: boolean, name: string, start: number, clear: string }} step */
function createProgress({ stream, live, name, start, clear }) {
  let current = ''
  let shown = ''
  const show = () => {
    const elapsed = Date.now() - start
    if (elapsed < 2000) return
    if (live) {
      const text = `… ${name}${current && `: ${current}`} ${renderSeconds(elapsed)}`
      stream.write(`${clear}${text.slice(0, (stream.columns ?? 80) - 1)}`)
    } else if (current !== shown) {
      shown = current
      stream.write(`… ${name}: ${current}\n`)
    }
  }
  const timer = setInterval(show, 500)
  timer.unref()
  return {
    /** @type {Log} */
    log(what) {
      current = what
    },
    end: () => clearInterval(timer),
  }
}
