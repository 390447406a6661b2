/** What stands for something in templates: of Jinja and its like, of ERB, and of sed. Not Go's `{{.Name}}`, which docker and gh take. */
const PLACEHOLDER = /\{\{-?\s*[a-z_][\w.-]*?(?:\s*\|[^{}\n]*)?\s*-?\}\}|\{%-?\s*[a-z][^%{}\n]*%\}|<%[=-]?\s[^%\n]*%>|%%[A-Z][A-Z0-9_]*%%/gi

/** Programs that fill a template in, and for which a placeholder is what they are looking for. */
const FILLS = /\b(?:sed|perl|envsubst|jinja2?|j2|gomplate|format|printf|awk)\b/

/** Placeholders of a Dockerfile that nothing was put in place of; lines of comments left out. */
export function findPlaceholders(dockerfile: string): { placeholder: string; line: number; column: number }[] {
  return dockerfile.split('\n').flatMap((text, index) => {
    if (/^\s*#/.test(text) || FILLS.test(text)) return []
    return [...text.matchAll(PLACEHOLDER)]
      .slice(0, 1)
      .map(({ index: at, 0: placeholder }) => ({ placeholder, line: index + 1, column: at + 1 }))
  })
}
