// @ts-check

/**
 * @typedef {import('./arbitrary-built-case.mjs').LayoutWish} LayoutWish
 * @typedef {LayoutWish['styles'][number]} Style
 */

/** Instructions as lines of a file. @param {readonly import('./render-dockerfile.mjs').Instruction[]} instructions @param {LayoutWish} layout */
export function layOut(instructions, { head, end, lastEnd, styles }) {
  const escape = head === '# escape=`' ? '`' : '\\'
  const texts = instructions.map(({ words, body = [] }, index) => {
    return [layOutWords(words, styles[index % styles.length] ?? 'plain', escape), ...body].join('\n')
  })
  // A byte order mark goes before the first letter, all else on a line of its own.
  const first = head === '' || head === '\uFEFF' ? head : `${head}\n`
  return `${first}${texts.join('\n')}${lastEnd ? '\n' : ''}`.replaceAll('\n', end)
}

/** @param {readonly string[]} words @param {Style} style @param {string} escape */
function layOutWords(words, style, escape) {
  const [first = '', ...rest] = words
  const tail = rest.join(' ')
  if (rest.length === 0) return style === 'indented' ? `  ${first}` : first
  switch (style) {
    case 'plain':
      return `${first} ${tail}`
    case 'indented':
      return `\n \t${first}   ${tail}  `
    case 'continued':
      return `${first} ${escape}\n    ${tail}`
    case 'commented':
      return `# before\n${first} ${escape}\n# FROM within\n   # indented ${escape}\n  ${tail}`
    case 'blank line':
      return `${first} ${escape}\n\n  ${tail}`
    case 'word by word':
      return words.join(` ${escape}\n# between\n  `)
  }
}
