// @ts-check
/**
 * The documentation as a site, of README and docs/, with what the packages export: `npm run docs`. The pages stay where they are, so that their links hold on GitHub as well.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig } from 'vitepress'

const ROOT = join(import.meta.dirname, '../../..')
/** @type {{ repository: { url: string } }} */
const { repository } = JSON.parse(readFileSync(join(ROOT, 'packages/nx/package.json'), 'utf8'))
const REPOSITORY = repository.url.replace(/^git\+|\.git$/g, '')
/** GitHub Pages has a project below its name. */
const BASE = process.env['DOCS_BASE'] ?? '/'

/** @param {...string} names of pages in docs/ */
const pages = (...names) => names.map((name) => ({ text: titleOf(`docs/${name}.md`), link: `/docs/${name}` }))

/** Of its heading what stands before a colon. @param {string} file */
function titleOf(file) {
  return /^# ([^:\n]*)/m.exec(readFileSync(join(ROOT, file), 'utf8'))?.[1]?.replaceAll('`', '') ?? file
}

export default defineConfig({
  title: 'module-images',
  description: 'Turns every analysis module of a research monorepo into a container image.',
  base: BASE,
  srcDir: ROOT,
  srcExclude: ['!(docs|README.md)/**', '!(README).md', '**/node_modules/**'],
  outDir: join(ROOT, 'dist/site'),
  cacheDir: join(ROOT, 'node_modules/.cache/vitepress'),
  rewrites: { 'README.md': 'index.md' },
  cleanUrls: false,
  // Markdown links that lead nowhere: tools/lint/markdown-links.mjs finds them, in all of the repository.
  ignoreDeadLinks: false,
  markdown: { config: (md) => void md.core.ruler.push('repository', ({ tokens, env }) => adaptLinks(tokens, env.relativePath)) },
  themeConfig: {
    search: { provider: 'local' },
    socialLinks: [{ icon: 'github', link: REPOSITORY }],
    nav: [
      { text: 'Use an image', link: '/docs/use-an-image' },
      { text: 'Add a module', link: '/docs/add-a-module' },
      { text: 'Publish', link: '/docs/publish' },
      // Beside the documentation, and no page of it: .github/workflows/site.yml.
      { text: 'Catalogue', link: '/catalogue/index.html', target: '_self' },
    ],
    sidebar: [
      { text: 'Use an image', items: pages('use-an-image', 'notebooks', 'trust', 'troubleshooting', 'faq', 'glossary') },
      { text: 'Add a module', items: pages('add-a-module', 'podman', 'debugging', 'rules', 'errors') },
      {
        text: 'Publish',
        items: pages('publish', 'registries', 'platforms', 'migrating', 'ci', 'scaling', 'without-node', 'reliability', 'benchmarks'),
      },
      { text: 'Reference', items: pages('reference/command', 'reference/configuration', 'reference/lockfiles', 'reference/formats') },
      // Of typedoc.json, beside the documentation.
      { text: 'Inside', items: [...pages('how-it-works', 'architecture'), { text: 'Exports', link: '/api/index.html', target: '_self' }] },
    ],
  },
})

/**
 * Links out of the documentation lead to the repository; code is no template.
 *
 * @param {import('markdown-it').Token[]} tokens
 * @param {string} page
 */
function adaptLinks(tokens, page) {
  for (const token of tokens.flatMap(({ children }) => children ?? [])) {
    // Of `{{…}}` in a text, Vue would make an expression.
    if (token.type === 'code_inline') token.attrSet('v-pre', '')
    const href = token.type === 'link_open' ? (token.attrGet('href') ?? '') : ''
    const target = /^(?:[a-z]+:|#)/i.test(href) || href === '' ? undefined : join(page, '..', href).replaceAll('\\', '/')
    if (target === undefined || /^docs\/[^#]*\.md(?:#|$)/.test(target)) continue
    const [path = '', anchor = ''] = target.split('#')
    if (path === 'README.md') token.attrSet('href', `/index.md${anchor && `#${anchor}`}`)
    else if (existsSync(join(ROOT, path))) token.attrSet('href', `${REPOSITORY}/blob/main/${target}`)
  }
}
