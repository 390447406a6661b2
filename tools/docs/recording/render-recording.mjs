/** A recording as an SVG that moves by CSS alone, so that it does so as a picture too. Pure. */

/**
 * @typedef {import('./record-session.mjs').Frame} Frame
 * @typedef {import('./read-screen.mjs').TextRun} TextRun
 */

const CELL = { width: 8.4, height: 19, baseline: 14 }
const EDGE = 16
/** How long the last screen stands before it begins again. */
const END = 6_000
/** Sixteen colours that can be read on each background, 4.5:1 and more: black, red, green, yellow, blue, magenta, cyan, white; then the bright ones. */
const LIGHT = ['#1f2328', '#b3202a', '#116329', '#7d4e00', '#0550ae', '#7a34b8', '#1b5e6b', '#57606a']
const DARK = ['#6e7681', '#ff8c84', '#5fd38d', '#e3b341', '#7cb8ff', '#d2a8ff', '#62d3e3', '#c9d1d9']

/**
 * @param {readonly Frame[]} frames
 * @param {{ readonly columns: number, readonly rows: number, readonly title: string }} options
 * @returns {string}
 */
export function renderRecording(frames, { columns, rows, title }) {
  const [width, height] = [round(columns * CELL.width + 2 * EDGE), rows * CELL.height + 2 * EDGE]
  const duration = (frames.at(-1)?.at ?? 0) + END
  const lines = new Map()
  const nameOf = (/** @type {string} */ content) => {
    if (!lines.has(content)) lines.set(content, `l${lines.size}`)
    return lines.get(content)
  }
  const screens = frames.map(({ rows: shown }, index) => {
    const uses = shown.flatMap(({ runs }, row) =>
      runs.length === 0 ? [] : [`<use href="#${nameOf(runs.map(renderRun).join(''))}" y="${row * CELL.height}"/>`],
    )
    return `<g class="f f${index}">${uses.join('')}</g>`
  })
  const defs = [...lines].map(([content, name]) => `<g id="${name}">${content}</g>`)
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" xml:space="preserve" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${escape(title)}</title>`,
    `<style>${renderStyle(frames, duration)}</style>`,
    `<defs>${defs.join('\n')}</defs>`,
    `<rect class="page" width="${width}" height="${height}" rx="8"/>`,
    `<g transform="translate(${EDGE} ${EDGE})">${screens.join('\n')}</g>`,
    '</svg>',
  ].join('\n')}\n`
}

/** @param {TextRun} run */
function renderRun({ column, text, colour, background, bold, dim }) {
  const [x, length] = [round(column * CELL.width), round([...text].length * CELL.width)]
  const look = background === undefined ? colourClass(colour) : ['p']
  const classes = [...look, ...(bold ? ['b'] : []), ...(dim ? ['d'] : [])]
  const behind = background === undefined ? '' : `<rect class="r${background % 8}" x="${x}" width="${length}" height="${CELL.height}"/>`
  const style = classes.length === 0 ? '' : ` class="${classes.join(' ')}"`
  return `${behind}<text${style} x="${x}" y="${CELL.baseline}" textLength="${length}">${escape(text)}</text>`
}

/** @param {number | undefined} colour */
function colourClass(colour) {
  return colour === undefined ? [] : [`c${colour % 8}`]
}

/** Each screen is shown for its part of the time; whoever wants no motion sees the last one. @param {readonly Frame[]} frames @param {number} duration */
function renderStyle(frames, duration) {
  const percent = (/** @type {number} */ at) => round((at / duration) * 100)
  const moves = frames.map(({ at }, index) => {
    const [begin, end] = [percent(at), percent(frames[index + 1]?.at ?? duration)]
    const before = begin === 0 ? '' : '0%{visibility:hidden}'
    const after = end === 100 ? '' : `${end}%{visibility:hidden}`
    return `@keyframes k${index}{${before}${begin}%{visibility:visible}${after}}.f${index}{animation-name:k${index}}`
  })
  return [
    'text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;white-space:pre;fill:var(--text)}',
    '.b{font-weight:700}.d{opacity:.75}.p{fill:var(--page)}.page{fill:var(--page);stroke:var(--edge)}',
    LIGHT.map((_, index) => `.c${index}{fill:var(--c${index})}.r${index}{fill:var(--c${index})}`).join(''),
    `:root{--page:#f6f8fa;--edge:#d0d7de;--text:#1f2328;${variables(LIGHT)}}`,
    `@media(prefers-color-scheme:dark){:root{--page:#0d1117;--edge:#30363d;--text:#e6edf3;${variables(DARK)}}}`,
    `.f{visibility:hidden;animation:${duration}ms step-end infinite}`,
    moves.join(''),
    `@media(prefers-reduced-motion:reduce){.f{animation:none}.f${frames.length - 1}{visibility:visible}}`,
  ].join('\n')
}

/** @param {readonly string[]} palette */
function variables(palette) {
  return palette.map((colour, index) => `--c${index}:${colour};`).join('')
}

/** @param {string} text */
function escape(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}

/** @param {number} value */
function round(value) {
  return Math.round(value * 100) / 100
}
