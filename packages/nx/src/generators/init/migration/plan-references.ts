import { basename } from 'node:path/posix'
import type { Finding } from './model/migration-entry.js'
import { tell } from './model/told.js'

/** A file beside the workflows that may name them: a script, a template, a page. */
export interface TextFile {
  /** Posix path from the workspace root. */
  readonly file: string
  readonly text: string
}

/** Names of workflows that are put together: `docker_{name}.yml`, `docker_$name.yml`, `docker_<module>.yml`. */
const COMPOSED = /\bdocker_(?:[{$<%*]|["']\s*\+)/

/** The template of such a workflow, by the name that it would have. */
const TEMPLATE = /\bdocker_module\.ya?ml\b|\bdocker-module\.ya?ml\b/

/** Of one file: more say nothing new. */
const MOST_LINES = 6

/**
 * Files that write, copy, start or call a workflow that is replaced, or tell of one.
 *
 * @param replaced paths of these workflows
 */
export function planReferences(files: readonly TextFile[], replaced: readonly string[]): Finding[] {
  const names = new Set(replaced.map((file) => basename(file)))
  return files.flatMap((file) => {
    const lines = file.text.split('\n').flatMap((text, index) => (mentions(text, names) ? [index + 1] : []))
    const template = isTemplate(file)
    if (template) return [{ ...judgeTemplate, place: { file: file.file, line: 1 } }]
    return lines.slice(0, MOST_LINES).map((line): Finding => ({ ...judgeMention(file.file), place: { file: file.file, line } }))
  })
}

function mentions(line: string, names: ReadonlySet<string>): boolean {
  if (!line.includes('docker')) return false
  if (COMPOSED.test(line) || TEMPLATE.test(line)) return true
  return [...line.matchAll(/[\w.-]+\.ya?ml\b/g)].some(([name]) => names.has(name))
}

/** The marks of the old system's own workflow, with something left to fill in. */
function isTemplate({ file, text }: TextFile): boolean {
  return (
    /\.ya?ml(?:\.\w+)?$/.test(file) && /\bpush-ecr\b/.test(text) && /\{\{(?!\s*defaultContext)|<\w+>|%\w+%/.test(text.replaceAll('${{', ''))
  )
}

const TOPIC = 'templates and scripts'

const judgeTemplate = {
  state: 'by-hand',
  topic: TOPIC,
  told: tell`A template of workflows whose inputs are gone: remove it, with what copies it. ${'npx nx g @module-images/nx:module'} makes a module and its workflows.`,
} as const

function judgeMention(file: string): Omit<Finding, 'place'> {
  if (/\.(?:md|mdx|rst|txt|html)$/.test(file))
    return { state: 'by-hand', topic: 'pages that tell of workflows', told: tell`Look whether they are true still.` }
  if (/(?:^|\/)\.github\/workflows\//.test(file))
    return {
      state: 'by-hand',
      topic: 'callers',
      told: tell`It stays as it is and names a workflow that is replaced: look whether the inputs are still there.`,
    }
  return {
    state: 'by-hand',
    topic: TOPIC,
    told: tell`A script that names a workflow that is generated now. Where it writes one, take that out: the workflow would call inputs that are gone. A module that it makes is inactive until it is activated.`,
  }
}
