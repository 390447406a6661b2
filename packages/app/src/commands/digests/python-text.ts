import { createLineCounter } from './pin.js'

/** Comments, and strings of every kind of quotes; those of three quotes go on over lines. https://docs.python.org/3/reference/lexical_analysis.html */
const TOKEN = /#[^\n]*|("""|''')([\s\S]*?)\1|"([^"\\\n]*(?:\\.[^"\\\n]*)*)"|'([^'\\\n]*(?:\\.[^'\\\n]*)*)'/g

/** The strings of a Python text and their lines, comments left out. */
export function findPythonStrings(text: string): { readonly value: string; readonly line: number; readonly from: number }[] {
  const lineOf = createLineCounter(text)
  return [...text.matchAll(TOKEN)].flatMap(({ index, 2: long, 3: double, 4: single }) => {
    const value = long ?? double ?? single
    return value === undefined ? [] : [{ value, line: lineOf(index), from: index }]
  })
}
