import type { VerifiedModule, VerifyProblem, WorkspaceVerification } from './plan-verification.js'
import { shortContentTag, visibleLine } from '@module-images/core'
import { stateColour } from '../../output/state-colour.js'
import { PLAIN, type TextStyle } from '../../output/terminal.js'
import { wrapText } from '../../output/wrap-text.js'
import { type Column, renderAlignedTable } from '../../report/aligned-table.js'

interface Row {
  readonly module: VerifiedModule
  readonly problem: VerifyProblem | undefined
}

const COLUMNS: readonly Column<Row>[] = [
  { title: 'module', cell: ({ module }) => module.name, fit: 'cut' },
  { title: 'state', cell: stateOf, paint: (row, colours) => stateColour(stateOf(row), colours) },
  { title: 'tag', cell: ({ module, problem }) => shortContentTag(problem?.tag ?? module.contentTag ?? ''), fit: 'cut' },
  { title: 'what is wrong', cell: ({ problem }) => problem?.message ?? '', fit: 'wrap' },
]

/** How it is shown. */
export interface VerificationStyle extends TextStyle {
  /** The tags are those of the command line. */
  readonly tagsGiven?: boolean
  /** The revision that is looked at, where it is not the checkout. */
  readonly at?: string | undefined
}

/** One line a problem, and one for each module without any. */
export function renderVerification({ registry, tags, modules }: WorkspaceVerification, style: VerificationStyle = PLAIN): string {
  if (modules.length === 0) return 'Nothing to verify: there is no active module.'
  const rows = modules.flatMap((module): Row[] =>
    module.problems.length === 0 ? [{ module, problem: undefined }] : module.problems.map((problem) => ({ module, problem })),
  )
  const sound = modules.filter(({ problems }) => problems.length === 0).length
  const whose = style.at === undefined ? '' : ` of ${style.at}`
  const named = tags.length === 0 ? 'there and whole' : `whole and named by ${tags.join(', ')}`
  const summary = `${sound} of ${modules.length} images${whose} in ${registry} are ${named}.`
  const codes = new Set(modules.flatMap(({ problems }) => problems.map(({ code }) => code)))
  const fixes = (style.at === undefined ? FIXES : FIXES_AT).flatMap(({ about, render }) =>
    about.some((code) => codes.has(code)) ? render(style.tagsGiven === true ? ` --tags=${tags.join(',')}` : '') : [],
  )
  const own = modules.flatMap(({ problems }) => problems.flatMap(({ code, fix }) => (code === 'module-broken' ? [] : (fix ?? []))))
  const lines = [visibleLine(summary), ...[...new Set([...own, ...fixes])].map((line) => style.colours.cyan(visibleLine(line)))]
  return [renderAlignedTable(COLUMNS, rows, style), '', ...lines.map((line) => wrapText(line, style.width))].join('\n')
}

function stateOf({ problem }: Row): string {
  return problem?.code ?? 'ok'
}

/** What to do about problems that are met. A registry that does not answer brings its own; the error of a broken module is reported after. */
const FIXES: readonly { readonly about: readonly VerifyProblem['code'][]; readonly render: (tags: string) => readonly string[] }[] = [
  {
    about: ['not-published', 'tag-missing', 'tag-differs'],
    render: (tags) => [`To publish what is missing and to move the tags: npx nx run-many -t docker-push${tags}`],
  },
  {
    about: ['tag-differs'],
    render: (tags) => (tags === '' ? [] : ['A release tag does not move: to verify it, check out the commit of the release.']),
  },
  {
    about: ['image-incomplete', 'wrong-key-label'],
    render: () => ['No push replaces what is incomplete or of another key: delete its content tag in the registry, then push again.'],
  },
]

/** Nothing of another commit is pushed from here. */
const FIXES_AT: typeof FIXES = [
  {
    about: ['not-published', 'image-incomplete', 'wrong-key-label'],
    render: () => [
      'What is not there, module-images run MODULE --at builds anew from that commit once you agree; the bases have to be there for it.',
    ],
  },
]
