/** The order of UTF-8 bytes, the same on every machine. It is that of code points: only surrogates make JavaScript's own another. */
export function compareBytes(a: string, b: string): number {
  let at = 0
  while (at < a.length && a.charCodeAt(at) === b.charCodeAt(at)) at++
  const [left, right] = [a.charCodeAt(at), b.charCodeAt(at)]
  if (Number.isNaN(left) || Number.isNaN(right)) return a.length - b.length
  return bytesOrder(left) - bytesOrder(right)
}

function bytesOrder(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit
}
