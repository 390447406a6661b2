import { describe, expect, it } from 'vitest'
import { renderRecording } from './render-recording.mjs'

const PLAIN = { colour: undefined, background: undefined, bold: false, dim: false }
const row = (/** @type {string} */ text, look = {}) => ({ text, runs: text === '' ? [] : [{ column: 0, text, ...PLAIN, ...look }] })
const FRAMES = [
  { at: 0, rows: [row('$ ls', { colour: 2, bold: true }), row('')] },
  { at: 1_000, rows: [row('$ ls', { colour: 2, bold: true }), row('<a> & "b"')] },
]
const svg = renderRecording(FRAMES, { columns: 20, rows: 2, title: 'A <terminal>' })

describe('a recording', () => {
  it('holds each line once, however many screens show it', () => {
    expect(svg.match(/>\$ ls</g)).toHaveLength(1)
    expect(svg.match(/<use href="#l0" y="0"\/>/g)).toHaveLength(2)
  })

  it('shows text as text', () => {
    expect(svg).toContain('<title>A &lt;terminal&gt;</title>')
    expect(svg).toContain('>&lt;a&gt; &amp; &quot;b&quot;</text>')
  })

  it('shows each screen from its moment on, the last one to the end', () => {
    const end = Math.round((1_000 / 7_000) * 10_000) / 100
    expect(svg).toContain(`@keyframes k0{0%{visibility:visible}${end}%{visibility:hidden}}`)
    expect(svg).toContain(`@keyframes k1{0%{visibility:hidden}${end}%{visibility:visible}}`)
    expect(svg).toContain('.f{visibility:hidden;animation:7000ms step-end infinite}')
  })

  it('stands still, at its end, for those who want no motion', () => {
    expect(svg).toContain('@media(prefers-reduced-motion:reduce){.f{animation:none}.f1{visibility:visible}}')
  })

  it('writes on a coloured ground in the colour of the page', () => {
    const frames = [{ at: 0, rows: [row(' NX ', { colour: 0, background: 6 })] }]
    expect(renderRecording(frames, { columns: 20, rows: 1, title: 'x' })).toContain(
      '<rect class="r6" x="0" width="33.6" height="19"/><text class="p" x="0" y="14" textLength="33.6"> NX </text>',
    )
  })
})
