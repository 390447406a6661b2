/** A text of at most so many characters: a longer one is cut, and ends with an ellipsis. */
export function shorten(text: string, width: number): string {
  const characters = Array.from(text)
  return characters.length <= width ? text : `${characters.slice(0, width - 1).join('')}…`
}
